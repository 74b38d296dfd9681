/** Edits one escalation ladder. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectMeta, Row } from "../../api/types";
import { idOf, RecordPicker, referenceTo } from "../../objects/fields/reference";
import { SettingDrawer } from "../../objects/form/SettingDrawer";
import { rungsOf, TARGETS, tidiedRung, WAYS, type Rung, type Target, type Way } from "./ladder";

const MOST_RUNGS = 10;

export function LadderDrawer({ meta, ladder, onClose }: { meta: ObjectMeta; ladder: Row | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(String(ladder?.["name"] ?? ""));
  const [description, setDescription] = useState(String(ladder?.["description"] ?? ""));
  const [rungs, setRungs] = useState<Rung[]>(ladder ? rungsOf(ladder) : [{ after_rounds: 3, to: "manager" }]);
  const [isDefault, setIsDefault] = useState(ladder?.["is_default"] === true);
  const change = (at: number, part: Partial<Rung>) => setRungs(rungs.map((each, place) => (place === at ? { ...each, ...part } : each)));

  const values = { name: name.trim(), description, rungs: rungs.map(tidiedRung), is_default: isDefault };

  return (
    <SettingDrawer meta={meta} row={ladder} title={ladder ? t("reminders.ladder.edit") : t("reminders.ladder.new")} values={values} deleteSure={t("reminders.ladder.deleteSure")} width={640} onClose={onClose}>
      <Form.Item label={t("reminders.ladder.name")} htmlFor="ladder-name">
        <Input id="ladder-name" value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
      </Form.Item>
      <Form.Item label={t("reminders.ladder.description")} htmlFor="ladder-description">
        <Input.TextArea id="ladder-description" value={description} autoSize={{ minRows: 2 }} onChange={(event) => setDescription(event.target.value)} />
      </Form.Item>
      <Form.Item label={t("reminders.ladder.rungs")}>
        <ol className="ladder-edit">
          {rungs.map((rung, at) => (
            <li key={at}>
              <div className="ladder-line">
                <Select
                  aria-label={t("reminders.ladder.when")}
                  value={rung.after_minutes == null ? "rounds" : "minutes"}
                  options={(["rounds", "minutes"] as const).map((value) => ({ value, label: t(`reminders.ladder.unit.${value}`) }))}
                  onChange={(unit) => change(at, unit === "rounds" ? { after_rounds: 3, after_minutes: null } : { after_minutes: 60, after_rounds: null })}
                />
                <InputNumber
                  aria-label={t("reminders.ladder.howMany")}
                  min={1}
                  max={rung.after_minutes == null ? 100 : 86_400}
                  value={rung.after_minutes ?? rung.after_rounds ?? 1}
                  onChange={(value) => change(at, rung.after_minutes == null ? { after_rounds: value ?? 1 } : { after_minutes: value ?? 1 })}
                />
                <Select<Target> aria-label={t("reminders.ladder.whom")} value={rung.to} options={TARGETS.map((value) => ({ value, label: t(`reminders.ladder.to.${value}`) }))} onChange={(to) => change(at, { to, user: null, team: null })} />
                <Button type="text" icon={<DeleteOutlined />} aria-label={t("reminders.ladder.remove")} onClick={() => setRungs(rungs.filter((_each, place) => place !== at))} />
              </div>
              {rung.to === "user" && <RecordPicker field={referenceTo("user", t("reminders.ladder.to.user"))} value={rung.user ?? null} onChange={(next) => change(at, { user: Number(idOf(next) ?? 0) || null })} />}
              {rung.to === "team" && <RecordPicker field={referenceTo("team", t("reminders.ladder.to.team"))} value={rung.team ?? null} onChange={(next) => change(at, { team: Number(idOf(next) ?? 0) || null })} />}
              <div className="ladder-line is-ways">
                <Checkbox.Group<Way> value={rung.channels ?? []} options={WAYS.map((value) => ({ value, label: t(`reminders.ladder.way.${value}`) }))} onChange={(channels) => change(at, { channels })} />
                <Checkbox checked={rung.urgent === true} onChange={(event) => change(at, { urgent: event.target.checked })}>
                  {t("reminders.ladder.urgent")}
                </Checkbox>
              </div>
            </li>
          ))}
        </ol>
        {rungs.length < MOST_RUNGS && (
          <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => setRungs([...rungs, { after_minutes: 60, to: "manager" }])}>
            {t("reminders.ladder.add")}
          </Button>
        )}
        <p className="muted small-text">{t("reminders.ladder.hint")}</p>
      </Form.Item>
      <Checkbox checked={isDefault} onChange={(event) => setIsDefault(event.target.checked)}>
        {t("reminders.ladder.isDefault")}
      </Checkbox>
    </SettingDrawer>
  );
}
