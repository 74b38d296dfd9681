/** What a condition is about: a field, what points to the record, or who follows it. */
import { Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { ObjectMeta } from "../../api/types";
import { newCondition, newFollowed, newRelated, type Node } from "../../lib/filters";
import { reachableFields, type ReachedField } from "./fieldPath";
import { startValue } from "./operators";
import { pointingBy, pointingTo } from "./pointing";

const RELATED = "related:";
const FOLLOWERS = "followed_by";

interface Props {
  meta: ObjectMeta;
  node: Exclude<Node, { kind: "group" }>;
  /** Whether conditions on related records may stand here. */
  nests: boolean;
  onChange: (next: Node) => void;
}

/** A condition on the field as it begins. */
function startOn(reached: ReachedField | undefined): Node {
  const operator = reached?.field.operators.includes("is") ? "is" : (reached?.field.operators[0] ?? "is");
  return newCondition(reached?.path ?? "", operator, startValue(operator, undefined, "is"));
}

export function SubjectSelect({ meta, node, nests, onChange }: Props) {
  const { t } = useTranslation();
  const objects = useObjects();
  const fields = useMemo(() => reachableFields(meta, objects), [meta, objects]);
  const groups = [...new Set(fields.map((each) => each.through))];
  const offered = useMemo(() => pointingTo(meta, objects), [meta, objects]);
  const pointing = nests || node.kind === "related" ? offered : [];
  const by = node.kind === "related" && !offered.some((each) => each.by === node.by) ? node.by : null;
  const related = [
    ...(by ? [{ value: RELATED + by, label: pointingBy(meta, objects, by)?.label ?? by, search: by }] : []),
    ...pointing.map((each) => ({ value: RELATED + each.by, label: each.label, search: `${each.label} ${each.object.label_plural} ${each.by}` })),
    ...(meta.is_setup ? [] : [{ value: FOLLOWERS, label: t("filter.followers"), search: `${t("filter.followers")} ${FOLLOWERS}` }]),
  ];
  const choose = (value: string) => {
    if (value === FOLLOWERS) onChange({ ...newFollowed(), key: node.key });
    else if (value.startsWith(RELATED)) onChange({ ...newRelated(value.slice(RELATED.length), node.kind === "related" && node.none), key: node.key });
    else onChange({ ...startOn(fields.find((each) => each.path === value)), key: node.key });
  };
  return (
    <Select
      className="filter-field"
      showSearch={{ optionFilterProp: "search" }}
      aria-label={t("filter.field")}
      popupMatchSelectWidth={false}
      value={node.kind === "condition" ? node.field : node.kind === "followed" ? FOLLOWERS : RELATED + node.by}
      options={[
        ...groups.map((through) => ({
          label: through ?? "",
          title: through ?? "",
          options: fields.filter((each) => each.through === through).map((each) => ({ value: each.path, label: through ? `${through} › ${each.label}` : each.label, search: `${each.label} ${each.path}` })),
        })),
        ...(related.length > 0 ? [{ label: t("filter.related"), title: t("filter.related"), options: related }] : []),
      ]}
      onChange={choose}
    />
  );
}
