/** The ways of a switch: by the value of a field, by conditions, or by share. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, InputNumber, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useDesigner } from "../designer/DesignerContext";
import { allBlocks } from "../document/tree";
import type { Block, Case, Switch } from "../document/types";
import { LanguagesInput } from "../values/LanguagesInput";
import { CaseValues } from "./CaseValues";
import { ConditionInput } from "./ConditionInput";
import { Item } from "./Item";

type How = "field" | "if" | "percent";

function howOf(value: Switch): How {
  if (value.cases.some((each) => each.if)) return "if";
  return value.cases.some((each) => each.percent) ? "percent" : "field";
}

export function SwitchForm({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { object, changeBlock } = useDesigner();
  const value: Switch = block.switch ?? { cases: [] };
  const how = howOf(value);
  const field = object?.fields.find((each) => each.name === value.field);
  const change = (next: Partial<Switch>, of?: string) => changeBlock({ ...block, switch: { ...value, ...next } }, of && `${block.id} ${of}`);
  const set = (at: number, next: Partial<Case>) => change({ cases: value.cases.map((each, index) => (index === at ? { ...each, ...next } : each)) }, `case ${at}`);
  const bare = (each: Case): Case => ({ steps: each.steps ?? [], ...(each.title ? { title: each.title } : {}) });
  const start = (next: How) => {
    const share = Math.max(1, Math.floor(100 / (value.cases.length + 1)));
    const cases = value.cases.map((each): Case => ({ ...bare(each), ...(next === "if" ? { if: {} } : next === "percent" ? { percent: share } : { values: [] }) }));
    change({ cases, field: "", every: false });
  };
  const fresh = (): Case => (how === "if" ? { if: {}, steps: [] } : how === "percent" ? { percent: 10, steps: [] } : { values: [], steps: [] });
  return (
    <>
      <Segmented size="small" value={how} onChange={start} options={(["field", "if", "percent"] as const).map((each) => ({ value: each, label: t(`automation.form.switchBy.${each}`) }))} />
      {how === "field" && (
        <Item label={t("filter.field")}>
          <Select
            className="full"
            showSearch={{ optionFilterProp: "label" }}
            aria-label={t("filter.field")}
            value={value.field || null}
            options={(object?.fields ?? []).map((each) => ({ value: each.name, label: each.label }))}
            onChange={(name) => {
              const chosen = object?.fields.find((each) => each.name === name);
              const isEmpty = value.cases.every((each) => !each.values?.length && !each.steps?.length);
              const cases = isEmpty && chosen?.choices && chosen.choices.length <= 6 ? chosen.choices.map((choice): Case => ({ values: [choice.value], title: {}, steps: [] })) : value.cases;
              change({ field: name ?? "", cases });
            }}
          />
        </Item>
      )}
      {value.cases.map((each, at) => (
        <div key={at} className="form-card">
          <div className="form-line">
            <b className="grow">{t("automation.branch.case", { number: at + 1 })}</b>
            <Button type="text" size="small" icon={<DeleteOutlined />} disabled={value.cases.length < 2 || allBlocks(each.steps ?? []).length > 0} aria-label={t("filter.remove")} onClick={() => change({ cases: value.cases.toSpliced(at, 1) })} />
          </div>
          {how === "field" && field && <CaseValues field={field} value={each.values ?? []} onChange={(values) => set(at, { values })} />}
          {how === "if" && <ConditionInput label={t("automation.branch.case", { number: at + 1 })} block={block.id} value={each.if} onChange={(next) => set(at, { if: next })} />}
          {how === "percent" && <InputNumber aria-label={t("automation.form.percent")} min={1} max={99} suffix="%" value={each.percent ?? null} onChange={(percent) => set(at, { percent: percent ?? 1 })} />}
          <LanguagesInput plain label={t("automation.form.branchTitle")} placeholder={t("automation.form.branchTitle")} value={each.title} options={[]} onChange={(title) => set(at, { title })} />
        </div>
      ))}
      <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => change({ cases: [...value.cases, fresh()] })}>
        {t("automation.form.addWay")}
      </Button>
      {how !== "percent" && (
        <Checkbox checked={value.every === true} onChange={(event) => change({ every: event.target.checked })}>
          {t("automation.form.everyCase")}
        </Checkbox>
      )}
    </>
  );
}
