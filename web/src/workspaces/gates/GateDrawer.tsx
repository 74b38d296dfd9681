/** Edits one gate, and tries it on a record while it is written. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Flex, Form, Input, Radio, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { Filter, ObjectMeta, Row } from "../../api/types";
import { toFilter, toTree } from "../../lib/filters";
import { FilterBuilder } from "../../objects/filter/FilterBuilder";
import { SettingDrawer } from "../../objects/form/SettingDrawer";
import { ApproversInput } from "./ApproversInput";
import { gateOf, operationsOf, OUTCOMES, type Gate, type Outcome } from "./calls";
import { GateText } from "./GateText";
import { GateTrial } from "./GateTrial";

const MOST_FORMULAS = 5;

export function GateDrawer({ meta, row, onClose }: { meta: ObjectMeta; row: Row | null; onClose: () => void }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const [gate, setGate] = useState<Gate>(() => gateOf(row));
  const [tree, setTree] = useState(() => toTree(gate.filter));
  const own = objects.find((each) => each.name === gate.object);
  const set = (values: Partial<Gate>) => setGate((now) => ({ ...now, ...values }));
  const full: Gate = { ...gate, message_en: gate.message_en || gate.message_zh };

  return (
    <SettingDrawer meta={meta} row={row} title={row ? t("gates.edit") : t("gates.new")} values={{ ...full }} deleteSure={t("gates.deleteSure")} className="gate-form" onClose={onClose}>
      <Form.Item label={t("gates.name")} htmlFor="gate-name" required>
        <Input id="gate-name" value={gate.name} maxLength={200} onChange={(event) => set({ name: event.target.value })} />
      </Form.Item>
      <div className="form-grid">
        <Form.Item label={t("gates.object")} htmlFor="gate-object">
          <Select
            id="gate-object"
            showSearch={{ optionFilterProp: "label" }}
            value={gate.object}
            options={objects.map((each) => ({ value: each.name, label: each.label }))}
            onChange={(object: string) => {
              set({ object, operation: "update", filter: {} as Filter, fields: [] });
              setTree(toTree(null));
            }}
          />
        </Form.Item>
        <Form.Item label={t("gates.operation")} htmlFor="gate-operation">
          <Select id="gate-operation" showSearch={{ optionFilterProp: "label" }} value={gate.operation} options={operationsOf(meta, gate.object)} onChange={(operation: string) => set({ operation, fields: operation === "update" ? gate.fields : [] })} />
        </Form.Item>
      </div>
      {gate.operation === "update" && (
        <Form.Item label={t("gates.fields")} htmlFor="gate-fields">
          <Select id="gate-fields" mode="multiple" allowClear placeholder={t("gates.anyField")} showSearch={{ optionFilterProp: "label" }} value={gate.fields} options={(own?.fields ?? []).map((field) => ({ value: field.name, label: field.label }))} onChange={(fields: string[]) => set({ fields })} />
        </Form.Item>
      )}
      {own && (
        <Form.Item label={t("gates.condition")}>
          <FilterBuilder
            key={own.name}
            meta={own}
            tree={tree}
            onChange={(next) => {
              setTree(next);
              set({ filter: (toFilter(next, true) ?? {}) as Filter });
            }}
          />
        </Form.Item>
      )}
      <Form.Item label={t("gates.outcome")}>
        <Radio.Group value={gate.outcome} optionType="button" options={OUTCOMES.map((value) => ({ value, label: t(`gates.outcomes.${value}`) }))} onChange={(event) => set({ outcome: event.target.value as Outcome })} />
        <p className="muted gate-hint">{t(`gates.outcomeHint.${gate.outcome}`)}</p>
        {(gate.outcome === "ask" || gate.outcome === "approve") && (
          <Checkbox checked={gate.needs_reason} onChange={(event) => set({ needs_reason: event.target.checked })}>
            {t("gates.needsReason")}
          </Checkbox>
        )}
      </Form.Item>
      {gate.outcome === "approve" && (
        <Form.Item label={t("gates.approvers")} required>
          <ApproversInput value={gate.approvers} owned={!!own?.fields.some((field) => field.name === "owner")} onChange={(approvers) => set({ approvers })} />
        </Form.Item>
      )}
      <GateText id="gate-zh" label={t("gates.messageZh")} own={own} formulas={gate.formulas} value={gate.message_zh} onChange={(message_zh) => set({ message_zh })} />
      <GateText id="gate-en" label={t("gates.messageEn")} own={own} formulas={gate.formulas} value={gate.message_en} onChange={(message_en) => set({ message_en })} />
      {gate.outcome === "refuse" && (
        <>
          <GateText id="gate-possible-zh" label={t("gates.possibleZh")} own={own} formulas={gate.formulas} value={gate.possible_zh} onChange={(possible_zh) => set({ possible_zh })} />
          <GateText id="gate-possible-en" label={t("gates.possibleEn")} own={own} formulas={gate.formulas} value={gate.possible_en} onChange={(possible_en) => set({ possible_en })} />
        </>
      )}
      <Form.Item label={t("gates.formulas")}>
        <div className="gate-lines">
          {gate.formulas.length > 0 && <p className="muted gate-hint">{t("gates.formulasHint", { over: "{{ over | money }}" })}</p>}
          {gate.formulas.map((each, at) => {
            const change = (part: Partial<typeof each>) => set({ formulas: gate.formulas.map((one, place) => (place === at ? { ...one, ...part } : one)) });
            return (
              <div key={at} className="gate-line">
                <Input aria-label={t("gates.formulaName")} placeholder={t("gates.formulaName")} value={each.name} maxLength={30} onChange={(event) => change({ name: event.target.value })} />
                <Input aria-label={t("gates.formula")} placeholder={t("gates.formula")} value={each.formula} maxLength={200} onChange={(event) => change({ formula: event.target.value })} />
                <Button type="text" icon={<DeleteOutlined />} aria-label={t("field.remove")} onClick={() => set({ formulas: gate.formulas.filter((_each, place) => place !== at) })} />
              </div>
            );
          })}
          {gate.formulas.length < MOST_FORMULAS && (
            <span>
              <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => set({ formulas: [...gate.formulas, { name: "", formula: "" }] })}>
                {t("gates.addFormula")}
              </Button>
            </span>
          )}
        </div>
      </Form.Item>
      <Flex gap={8} align="center">
        <Switch checked={gate.is_active} aria-label={t("gates.active")} onChange={(is_active) => set({ is_active })} /> {t("gates.active")}
      </Flex>
      {own && <GateTrial key={own.name} own={own} gate={full} />}
    </SettingDrawer>
  );
}
