/** A condition: on the fields of the record (or the item), on how an earlier step ended, or between two values. */
import { Input, Select, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useObject } from "../../../api/objects";
import { useDesigner } from "../designer/DesignerContext";
import { blocksBefore, inLanguage, loopAround, objectOfLoop, outcomesOf } from "../document/scope";
import { kindOf, type Compared, type Condition, type Conditions, type Outcome } from "../document/types";
import { isFrom } from "../values/BoundInput";
import { FilterField } from "../values/FilterField";
import { inputText, jsonOf } from "../values/inputText";
import { TemplateInput } from "../values/TemplateInput";
import { useValues } from "../values/useValues";
import { ValueSelect } from "../values/ValueSelect";
import { Item } from "./Item";

interface Props {
  block: string;
  value: Condition | null | undefined;
  onChange: (value: Condition) => void;
  of?: "" | "item" | undefined;
  onOf?: (of: "" | "item") => void;
  label: string;
}

const OPERATORS = ["is", "is_not", "contains", "gt", "gte", "lt", "lte", "is_empty"] as const;
const isOutcome = (value: Condition): value is Outcome => "step" in value;
const isCompared = (value: Condition): value is Compared => "value" in value;

export function ConditionInput({ block, value, onChange, of = "", onOf, label }: Props) {
  const { t, i18n } = useTranslation();
  const { document, object, palette } = useDesigner();
  const loop = loopAround(document, block);
  const item = useObject(loop && objectOfLoop(loop));
  const now: Condition = value ?? {};
  const before = blocksBefore(document, block).filter((each) => outcomesOf(each).length > 0).reverse();
  const how = isOutcome(now) ? "outcome" : isCompared(now) ? "compared" : "filter";
  const meta = of === "item" ? item : object;
  const nameOf = (id: string) => {
    const found = before.find((each) => each.id === id);
    return found ? inLanguage(found.title, i18n.language) || palette.actions.find((action) => action.name === found.action)?.label || `${t(found.ask ? `automation.ask.kinds.${found.ask.kind ?? "task"}` : `automation.kind.${kindOf(found)}`)} (${found.id})` : id;
  };
  const start = (next: string) => {
    const first = before[0];
    if (next === "outcome" && first) onChange({ step: first.id, outcome: outcomesOf(first)[0] ?? "time" });
    else if (next === "compared") onChange({ value: { from: "" }, is: "" });
    else if (next === "filter") onChange({});
  };
  const chosen = isOutcome(now) ? before.find((each) => each.id === now.step) : undefined;
  return (
    <div className="condition" role="group" aria-label={label}>
      <Segmented
        size="small"
        value={how}
        onChange={start}
        options={[
          { value: "filter", label: t("automation.form.byFields") },
          { value: "outcome", label: t("automation.form.byOutcome"), disabled: before.length === 0 && how !== "outcome" },
          { value: "compared", label: t("automation.form.byValue") },
        ]}
      />
      {isOutcome(now) ? (
        <div className="form-inner">
          <Item label={t("automation.form.step")}>
            <Select className="full" aria-label={t("automation.form.step")} value={now.step} options={before.map((each) => ({ value: each.id, label: nameOf(each.id) }))} onChange={(step) => onChange({ step, outcome: outcomesOf(before.find((each) => each.id === step) ?? { id: "" })[0] ?? "time" })} />
          </Item>
          <Item label={t("automation.form.outcome")}>
            <Select className="full" aria-label={t("automation.form.outcome")} value={now.outcome} options={[...new Set([...(chosen ? outcomesOf(chosen) : []), now.outcome])].map((outcome) => ({ value: outcome, label: t(`automation.outcome.${outcome}`) }))} onChange={(outcome) => onChange({ step: now.step, outcome })} />
          </Item>
        </div>
      ) : isCompared(now) ? (
        <ComparedInput block={block} value={now} onChange={onChange} />
      ) : (
        <>
          {loop && onOf && (
            <Segmented size="small" value={of} onChange={(next) => onOf(next)} options={[{ value: "item" as const, label: t("automation.scope.item") }, { value: "" as const, label: object?.label ?? t("automation.form.record") }]} />
          )}
          {meta ? <FilterField key={`${block} ${meta.name}`} begun label={label} meta={meta} value={now as Conditions} onChange={onChange} /> : <p className="muted">{t("automation.form.noRecord")}</p>}
        </>
      )}
    </div>
  );
}

function ComparedInput({ block, value, onChange }: { block: string; value: Compared; onChange: (value: Condition) => void }) {
  const { t } = useTranslation();
  const values = useValues(block);
  const operator = Object.keys(value).find((key) => key !== "value") ?? "is";
  const against = value[operator];
  return (
    <div className="form-inner">
      {isFrom(value.value) ? (
        <ValueSelect options={values} value={value.value.from || null} onPick={(path) => onChange({ value: { from: path ?? "" }, [operator]: against })} placeholder={t("automation.form.value")} />
      ) : (
        <TemplateInput label={t("automation.form.value")} value={inputText(value.value)} onChange={(next) => onChange({ value: next, [operator]: against })} options={values} />
      )}
      <div className="form-line">
        <Select
          aria-label={t("filter.operator")}
          popupMatchSelectWidth={false}
          value={operator === "is_empty" && against === false ? "is_filled" : operator}
          options={[...OPERATORS, "is_filled"].map((each) => ({ value: each, label: t(`operator.${each}`) }))}
          onChange={(next: string) => onChange({ value: value.value, ...(next === "is_filled" ? { is_empty: false } : next === "is_empty" ? { is_empty: true } : { [next]: typeof against === "boolean" ? "" : against }) })}
        />
        {operator !== "is_empty" && <Input aria-label={t("filter.value")} value={inputText(against)} onChange={(event) => onChange({ value: value.value, [operator]: jsonOf(event.target.value) ?? "" })} />}
      </div>
    </div>
  );
}
