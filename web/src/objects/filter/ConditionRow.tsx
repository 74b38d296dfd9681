/** A condition on a field: which, how it is compared, with what. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { ObjectMeta } from "../../api/types";
import type { ConditionNode, Node } from "../../lib/filters";
import { reach } from "./fieldPath";
import { operatorKey, startValue } from "./operators";
import { RemoveButton } from "./RemoveButton";
import { SubjectSelect } from "./SubjectSelect";
import { ValueEditor } from "./ValueEditor";

interface Props {
  meta: ObjectMeta;
  condition: ConditionNode;
  nests: boolean;
  onChange: (next: Node | null) => void;
}

export function ConditionRow({ meta, condition, nests, onChange }: Props) {
  const { t } = useTranslation();
  const reached = reach(meta, useObjects(), condition.field);
  const operators = reached?.field.operators ?? [condition.operator];
  return (
    <div className="filter-condition">
      <SubjectSelect meta={meta} node={condition} nests={nests} onChange={onChange} />
      <Select
        className="filter-operator"
        aria-label={t("filter.operator")}
        popupMatchSelectWidth={false}
        value={condition.operator === "is_empty" && condition.value === false ? "is_filled" : condition.operator}
        options={operators.flatMap((operator) => {
          const label = reached ? t(operatorKey(reached.field, operator)) : operator;
          return operator === "is_empty" ? [{ value: operator, label }, { value: "is_filled", label: t("operator.is_filled") }] : [{ value: operator, label }];
        })}
        onChange={(operator: string) => {
          if (operator === "is_filled") onChange({ ...condition, operator: "is_empty", value: false });
          else onChange({ ...condition, operator, value: startValue(operator, condition.value, condition.operator) });
        }}
      />
      <div className="filter-value">{reached && <ValueEditor key={`${condition.field} ${condition.operator}`} field={reached.field} operator={condition.operator} value={condition.value} onChange={(value) => onChange({ ...condition, value })} />}</div>
      <RemoveButton onClick={() => onChange(null)} />
    </div>
  );
}
