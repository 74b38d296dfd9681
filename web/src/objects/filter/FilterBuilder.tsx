/** Conditions in groups of "all" and "any". Edits a tree; the caller turns it into a filter when the person applies it. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { ObjectMeta } from "../../api/types";
import { addTo, newCondition, newGroup, replaceNode, type ConditionNode, type GroupNode, type Node } from "../../lib/filters";
import { reachableFields, type ReachedField } from "./fieldPath";
import { FilterText } from "./FilterText";
import { operatorKey, startValue } from "./operators";
import { ValueEditor } from "./ValueEditor";

interface Props {
  meta: ObjectMeta;
  tree: GroupNode;
  onChange: (tree: GroupNode) => void;
}

export function FilterBuilder({ meta, tree, onChange }: Props) {
  const objects = useObjects();
  const fields = useMemo(() => reachableFields(meta, objects), [meta, objects]);
  const change = (key: string, next: Node | null) => onChange(key === tree.key && next?.kind === "group" ? next : replaceNode(tree, key, next));
  return <Group meta={meta} fields={fields} group={tree} depth={0} onChange={change} onAdd={(key, child) => onChange(addTo(tree, key, child))} />;
}

interface GroupProps {
  meta: ObjectMeta;
  fields: ReachedField[];
  group: GroupNode;
  depth: number;
  onChange: (key: string, next: Node | null) => void;
  onAdd: (groupKey: string, child: Node) => void;
}

function Group({ meta, fields, group, depth, onChange, onAdd }: GroupProps) {
  const { t } = useTranslation();
  const first = fields[0];
  const fresh = () => newCondition(first?.path ?? "", first?.field.operators[0] ?? "is", startValue(first?.field.operators[0] ?? "is", undefined, "is"));
  return (
    <div className={depth > 0 ? "filter-group is-inner" : "filter-group"} role="group">
      <div className="filter-head">
        <span>{t("filter.match")}</span>
        <Select
          size="small"
          value={group.match}
          popupMatchSelectWidth={false}
          aria-label={t("filter.match")}
          options={(["all", "any"] as const).map((each) => ({ value: each, label: t(`filter.${each}`) }))}
          onChange={(match) => onChange(group.key, { ...group, match })}
        />
        {(depth > 0 || group.negated) && (
          <Checkbox checked={group.negated} onChange={(event) => onChange(group.key, { ...group, negated: event.target.checked })}>
            {t("filter.not")}
          </Checkbox>
        )}
        <span className="grow" />
        {depth > 0 && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t("filter.remove")} onClick={() => onChange(group.key, null)} />}
      </div>
      {group.children.map((child, at) => (
        <div key={child.key} className="filter-row">
          <span className="filter-join muted">{at > 0 ? t(group.match === "all" ? "filter.and" : "filter.or") : ""}</span>
          {child.kind === "group" ? (
            <Group meta={meta} fields={fields} group={child} depth={depth + 1} onChange={onChange} onAdd={onAdd} />
          ) : child.kind === "fixed" ? (
            <div className="filter-condition">
              <span className="grow">
                <FilterText meta={meta} filter={child.filter} />
              </span>
              <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("filter.remove")} onClick={() => onChange(child.key, null)} />
            </div>
          ) : (
            <ConditionRow fields={fields} condition={child} onChange={(next) => onChange(child.key, next)} />
          )}
        </div>
      ))}
      <div className="filter-add">
        <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => onAdd(group.key, fresh())}>
          {t("filter.addCondition")}
        </Button>
        {depth < 3 && (
          <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => onAdd(group.key, newGroup(group.match === "all" ? "any" : "all", [fresh()]))}>
            {t("filter.addGroup")}
          </Button>
        )}
      </div>
    </div>
  );
}

function ConditionRow({ fields, condition, onChange }: { fields: ReachedField[]; condition: ConditionNode; onChange: (next: ConditionNode | null) => void }) {
  const { t } = useTranslation();
  const reached = fields.find((each) => each.path === condition.field);
  const groups = [...new Set(fields.map((each) => each.through))];
  const operators = reached?.field.operators ?? [condition.operator];
  const setField = (path: string) => {
    const next = fields.find((each) => each.path === path);
    const operator = next?.field.operators.includes("is") ? "is" : (next?.field.operators[0] ?? "is");
    onChange({ ...condition, field: path, operator, value: startValue(operator, undefined, "is") });
  };
  return (
    <div className="filter-condition">
      <Select
        className="filter-field"
        showSearch={{ optionFilterProp: "search" }}
        aria-label={t("filter.field")}
        popupMatchSelectWidth={false}
        value={condition.field}
        options={groups.map((through) => ({
          label: through ?? "",
          title: through ?? "",
          options: fields.filter((each) => each.through === through).map((each) => ({ value: each.path, label: through ? `${through} › ${each.label}` : each.label, search: `${each.label} ${each.path}` })),
        }))}
        onChange={setField}
      />
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
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("filter.remove")} onClick={() => onChange(null)} />
    </div>
  );
}
