/** Conditions in groups of "all" and "any". Edits a tree; the caller turns it into a filter when the person applies it. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { ObjectMeta } from "../../api/types";
import { addTo, newCondition, newGroup, newRelated, replaceNode, type GroupNode, type Node, type RelatedNode } from "../../lib/filters";
import { ConditionRow } from "./ConditionRow";
import { reachableFields } from "./fieldPath";
import { FollowedRow } from "./FollowedRow";
import { startValue } from "./operators";
import { pointingBy, pointingTo } from "./pointing";
import { RemoveButton } from "./RemoveButton";
import { SubjectSelect } from "./SubjectSelect";

const DEEPEST = 3;

interface Props {
  meta: ObjectMeta;
  tree: GroupNode;
  onChange: (tree: GroupNode) => void;
}

export function FilterBuilder({ meta, tree, onChange }: Props) {
  const change = (key: string, next: Node | null) => onChange(replaceNode(tree, key, next));
  return <Group meta={meta} group={tree} depth={0} part="whole" onChange={change} onAdd={(key, child) => onChange(addTo(tree, key, child))} />;
}

interface GroupProps {
  meta: ObjectMeta;
  group: GroupNode;
  depth: number;
  /** The whole filter, a group within it, or what must hold of a related record. */
  part: "whole" | "inner" | "related";
  onChange: (key: string, next: Node | null) => void;
  onAdd: (groupKey: string, child: Node) => void;
}

function Group({ meta, group, depth, part, onChange, onAdd }: GroupProps) {
  const { t } = useTranslation();
  const objects = useObjects();
  const nests = depth < DEEPEST;
  const [firstRelated] = nests ? pointingTo(meta, objects) : [];
  const fresh = () => {
    const [first] = reachableFields(meta, objects);
    const operator = first?.field.operators[0] ?? "is";
    return newCondition(first?.path ?? "", operator, startValue(operator, undefined, "is"));
  };
  return (
    <div className={part === "whole" ? "filter-group" : "filter-group is-inner"} role="group">
      {(part !== "related" || group.children.length > 0 || group.negated) && (
        <div className="filter-head">
          <span>{t(part === "related" ? "filter.whichHold" : "filter.match")}</span>
          <Select
            size="small"
            value={group.match}
            popupMatchSelectWidth={false}
            aria-label={t("filter.match")}
            options={(["all", "any"] as const).map((each) => ({ value: each, label: t(`filter.${each}`) }))}
            onChange={(match) => onChange(group.key, { ...group, match })}
          />
          {(part === "inner" || group.negated) && (
            <Checkbox checked={group.negated} onChange={(event) => onChange(group.key, { ...group, negated: event.target.checked })}>
              {t("filter.not")}
            </Checkbox>
          )}
          <span className="grow" />
          {part === "inner" && <RemoveButton onClick={() => onChange(group.key, null)} />}
        </div>
      )}
      {group.children.map((child, at) => (
        <div key={child.key} className="filter-row">
          <span className="filter-join muted">{at > 0 ? t(group.match === "all" ? "filter.and" : "filter.or") : ""}</span>
          {child.kind === "group" ? (
            <Group meta={meta} group={child} depth={depth + 1} part="inner" onChange={onChange} onAdd={onAdd} />
          ) : child.kind === "related" ? (
            <Related meta={meta} node={child} depth={depth + 1} onChange={onChange} onAdd={onAdd} />
          ) : child.kind === "followed" ? (
            <FollowedRow meta={meta} node={child} nests={nests} onChange={(next) => onChange(child.key, next)} />
          ) : (
            <ConditionRow meta={meta} condition={child} nests={nests} onChange={(next) => onChange(child.key, next)} />
          )}
        </div>
      ))}
      <div className="filter-add">
        <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => onAdd(group.key, fresh())}>
          {t("filter.addCondition")}
        </Button>
        {firstRelated && (
          <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => onAdd(group.key, newRelated(firstRelated.by))}>
            {t("filter.addRelated")}
          </Button>
        )}
        {nests && (
          <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => onAdd(group.key, newGroup(group.match === "all" ? "any" : "all", [fresh()]))}>
            {t("filter.addGroup")}
          </Button>
        )}
      </div>
    </div>
  );
}

interface RelatedProps {
  meta: ObjectMeta;
  node: RelatedNode;
  depth: number;
  onChange: (key: string, next: Node | null) => void;
  onAdd: (groupKey: string, child: Node) => void;
}

/** A condition on what points to the record: there is any, or none, for which its own conditions hold. */
function Related({ meta, node, depth, onChange, onAdd }: RelatedProps) {
  const { t } = useTranslation();
  const other = pointingBy(meta, useObjects(), node.by)?.object;
  return (
    <div className="filter-related">
      <div className="filter-condition">
        <SubjectSelect meta={meta} node={node} nests={depth <= DEEPEST} onChange={(next) => onChange(node.key, next)} />
        <Select
          className="filter-operator"
          aria-label={t("filter.operator")}
          popupMatchSelectWidth={false}
          value={node.none}
          options={[
            { value: false, label: t("filter.hasAny") },
            { value: true, label: t("filter.hasNone") },
          ]}
          onChange={(none) => onChange(node.key, { ...node, none })}
        />
        <span />
        <RemoveButton onClick={() => onChange(node.key, null)} />
      </div>
      {other && <Group meta={other} group={node.group} depth={depth} part="related" onChange={onChange} onAdd={onAdd} />}
    </div>
  );
}
