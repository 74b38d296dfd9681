/** Edits one watchdog rule, and shows while it is written what it would chase. */
import { Checkbox, Form, Input, InputNumber, Radio, Select, Switch, TimePicker } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { Filter, ObjectMeta, Row } from "../../api/types";
import { toFilter, toTree } from "../../lib/filters";
import { idOf, RecordPicker, referenceTo } from "../../objects/fields/reference";
import { FilterBuilder } from "../../objects/filter/FilterBuilder";
import { SettingDrawer } from "../../objects/form/SettingDrawer";
import { REPEATS, ruleOf, SINCE, UNITS, type Since, type WatchRule } from "./calls";
import { ReceiversInput } from "./ReceiversInput";
import { RuleTrial } from "./RuleTrial";

interface Props {
  meta: ObjectMeta;
  row: Row | null;
  from: Partial<WatchRule> | null;
  onClose: () => void;
}

export function RuleDrawer({ meta, row, from, onClose }: Props) {
  const { t } = useTranslation();
  const objects = useObjects();
  const [rule, setRule] = useState<WatchRule>(() => ruleOf(row ?? (from as Record<string, unknown> | null)));
  const [trees, setTrees] = useState(() => ({ filter: toTree(rule.filter), expected: toTree(rule.expected) }));
  const own = objects.find((each) => each.name === rule.object);
  const watchable = meta.fields.find((field) => field.name === "object")?.choices ?? [];
  const dates = (own?.fields ?? []).filter((field) => field.type === "date" || field.type === "datetime").map((field) => ({ value: field.name, label: field.label }));
  const persons = (own?.fields ?? []).filter((field) => field.object === "user" && !field.custom).map((field) => ({ value: field.name, label: field.label }));
  const people = rule.kind === "people";
  const set = (values: Partial<WatchRule>) => setRule((now) => ({ ...now, ...values }));
  const setTree = (name: "filter" | "expected") => (next: ReturnType<typeof toTree>) => {
    setTrees((now) => ({ ...now, [name]: next }));
    set({ [name]: (toFilter(next, true) ?? {}) as Filter });
  };

  const clock = (name: "by_time" | "list_time", label: string) => (
    <Form.Item label={label} htmlFor={`watch-${name}`}>
      <TimePicker id={`watch-${name}`} format="HH:mm" minuteStep={5} needConfirm={false} value={rule[name] ? dayjs(`2000-01-01T${rule[name]}`) : null} onChange={(at) => set({ [name]: at ? at.format("HH:mm") : null })} />
    </Form.Item>
  );

  return (
    <SettingDrawer
      meta={meta}
      row={row}
      title={row ? t("watchdog.edit") : t("watchdog.new")}
      values={{ ...rule }}
      deleteSure={t("watchdog.deleteSure")}
      width={800}
      className="watch-form"
      status={
        <>
          <Switch checked={rule.is_active} aria-label={t("watchdog.active")} onChange={(is_active) => set({ is_active })} /> {t("watchdog.active")}
        </>
      }
      onClose={onClose}
    >
      <Form.Item label={t("watchdog.name")} htmlFor="watch-name" required>
        <Input id="watch-name" value={rule.name} maxLength={200} onChange={(event) => set({ name: event.target.value })} />
      </Form.Item>
      <Radio.Group className="gap-below" value={rule.kind} optionType="button" options={(["record", "people"] as const).map((value) => ({ value, label: t(`watchdog.kind.${value}`) }))} onChange={(event) => set(event.target.value === "people" ? { kind: "people", since: rule.since === "field" ? "field" : "created", receivers: [], person_field: rule.person_field || "owner", by_time: rule.by_time ?? "18:00" } : { kind: "record", receivers: [{ kind: "owner" }] })} />
      <div className="form-grid">
        <Form.Item label={t(people ? "watchdog.entered" : "watchdog.object")} htmlFor="watch-object">
          <Select
            id="watch-object"
            showSearch={{ optionFilterProp: "label" }}
            value={rule.object}
            options={watchable.filter((each) => objects.some((one) => one.name === each.value)).map(({ value, label }) => ({ value, label }))}
            onChange={(object: string) => {
              set({ object, filter: {} as Filter, expected: {} as Filter, since_field: "" });
              setTrees({ filter: toTree(null), expected: toTree(null) });
            }}
          />
        </Form.Item>
        {people && (
          <Form.Item label={t("watchdog.atLeast")} htmlFor="watch-least">
            <InputNumber id="watch-least" min={1} max={1000} value={rule.at_least} onChange={(at_least) => set({ at_least: at_least ?? 1 })} />
          </Form.Item>
        )}
      </div>
      {own && (
        <Form.Item label={t("watchdog.which")}>
          <FilterBuilder key={own.name} meta={own} tree={trees.filter} onChange={setTree("filter")} />
        </Form.Item>
      )}
      {own && !people && (
        <Form.Item label={t("watchdog.expected")} extra={t("watchdog.expectedHint")}>
          <FilterBuilder key={own.name} meta={own} tree={trees.expected} onChange={setTree("expected")} />
        </Form.Item>
      )}
      {people ? (
        <>
          <div className="form-grid">
            <Form.Item label={t("watchdog.personField")} htmlFor="watch-person">
              <Select id="watch-person" value={rule.person_field || null} options={persons} onChange={(person_field: string) => set({ person_field })} />
            </Form.Item>
            <Form.Item label={t("watchdog.dayField")} htmlFor="watch-day">
              <Select id="watch-day" value={rule.since === "field" ? rule.since_field : "created_at"} options={dates} onChange={(name: string) => set(name === "created_at" ? { since: "created", since_field: "" } : { since: "field", since_field: name })} />
            </Form.Item>
            {clock("by_time", t("watchdog.byTime"))}
            {clock("list_time", t("watchdog.listTime"))}
          </div>
        </>
      ) : (
        <Form.Item label={t("watchdog.within")}>
          <div className="watch-time">
            <InputNumber aria-label={t("watchdog.amount")} min={1} max={527_040} value={rule.amount} onChange={(amount) => set({ amount: amount ?? 1 })} />
            <Select aria-label={t("watchdog.unit")} value={rule.unit} options={UNITS.map((value) => ({ value, label: t(`watchdog.units.${value}`) }))} onChange={(unit) => set({ unit })} />
            <Select<Since> aria-label={t("watchdog.since")} value={rule.since} options={SINCE.map((value) => ({ value, label: t(`watchdog.sinces.${value}`) }))} onChange={(since) => set({ since, since_field: since === "field" ? rule.since_field || (dates[0]?.value ?? "") : "" })} />
            {rule.since === "field" && <Select aria-label={t("watchdog.sinceField")} value={rule.since_field || null} options={dates} onChange={(since_field: string) => set({ since_field })} />}
          </div>
        </Form.Item>
      )}
      <Form.Item label={t(people ? "watchdog.members" : "watchdog.receivers")} required>
        <ReceiversInput value={rule.receivers} own={own} people={people} onChange={(receivers) => set({ receivers })} />
      </Form.Item>
      <div className="form-grid">
        <Form.Item label={t("watchdog.messageZh")} htmlFor="watch-zh">
          <Input id="watch-zh" value={rule.message_zh} maxLength={180} placeholder={rule.name} onChange={(event) => set({ message_zh: event.target.value })} />
        </Form.Item>
        <Form.Item label={t("watchdog.messageEn")} htmlFor="watch-en">
          <Input id="watch-en" value={rule.message_en} maxLength={180} placeholder={rule.name} onChange={(event) => set({ message_en: event.target.value })} />
        </Form.Item>
        <Form.Item label={t("watchdog.repeat")} htmlFor="watch-repeat">
          <Select id="watch-repeat" value={rule.repeat_minutes ?? 0} options={[...new Set([...REPEATS, rule.repeat_minutes ?? 0])].sort((a, b) => a - b).map((value) => ({ value, label: value === 0 ? t("watchdog.repeatNo") : t("watchdog.repeatEvery", { count: value }) }))} onChange={(minutes: number) => set({ repeat_minutes: minutes || null })} />
        </Form.Item>
        <Form.Item label={t("watchdog.ladder")}>
          <RecordPicker field={referenceTo("escalation_ladder", t("watchdog.ladder"))} value={rule.ladder} onChange={(next) => set({ ladder: next ? Number(idOf(next)) : null })} />
        </Form.Item>
      </div>
      <Checkbox checked={rule.urgent} onChange={(event) => set({ urgent: event.target.checked })}>
        {t("watchdog.urgent")}
      </Checkbox>
      {own && <RuleTrial rule={rule} />}
    </SettingDrawer>
  );
}
