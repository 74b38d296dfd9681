/** A condition on records, with how many satisfy it now and which. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../../api/objects";
import { recordSummary, someRecords } from "../../../api/records";
import type { Filter, ObjectMeta } from "../../../api/types";
import { newCondition, newGroup, toFilter, toTree, type GroupNode } from "../../../lib/filters";
import { FilterBuilder } from "../../../objects/filter/FilterBuilder";
import { reachableFields } from "../../../objects/filter/fieldPath";
import { startValue } from "../../../objects/filter/operators";
import { useDebounced } from "../../../ui/useDebounced";
import type { Conditions } from "../document/types";

interface Props {
  meta: ObjectMeta;
  value: Conditions | undefined;
  onChange: (value: Conditions) => void;
  label: string;
  /** Shows how many records satisfy it now. */
  counted?: boolean;
  /** Begins with an empty condition. */
  begun?: boolean;
}

const plain = (filter: unknown) => JSON.stringify(filter ?? {});

export function FilterField({ meta, value, onChange, label, counted = true, begun = false }: Props) {
  const objects = useObjects();
  const seed = (): GroupNode => {
    const tree = toTree(value as Filter | undefined);
    if (tree.children.length > 0 || !begun) return tree;
    const fields = reachableFields(meta, objects);
    const first = fields.find((each) => each.path === (meta.stage_field ?? meta.board_by ?? "status")) ?? fields.find((each) => each.path === meta.title_field) ?? fields[0];
    const operator = first?.field.operators.includes("is") ? "is" : (first?.field.operators[0] ?? "is");
    return first ? newGroup("all", [newCondition(first.path, operator, startValue(operator, undefined, "is"))]) : tree;
  };
  const [tree, setTree] = useState(seed);
  const [given, setGiven] = useState(plain(value));
  // Undo, or a change from elsewhere, begins again; one's own unfinished conditions stay.
  if (plain(value) !== given) {
    setGiven(plain(value));
    setTree(seed());
  }
  const change = (next: GroupNode) => {
    setTree(next);
    const filter = toFilter(next) ?? {};
    setGiven(plain(filter));
    if (plain(filter) !== plain(value)) onChange(filter);
  };
  return (
    <div className="filter-field-box" role="group" aria-label={label}>
      <FilterBuilder meta={meta} tree={tree} onChange={change} />
      {counted && <Matching meta={meta} filter={value} />}
    </div>
  );
}

function Matching({ meta, filter }: { meta: ObjectMeta; filter: Conditions | undefined }) {
  const { t } = useTranslation();
  const asked = useDebounced(filter, 400) as Filter | undefined;
  const worth = asked !== undefined && Object.keys(asked).length > 0;
  const summary = useQuery({ ...recordSummary(meta, { filter: asked ?? null }), enabled: worth, retry: false });
  const some = useQuery({ ...someRecords(meta, { filter: asked ?? null, limit: 3 }), enabled: worth, retry: false });
  if (!worth || !summary.data) return null;
  return (
    <div className="filter-matching muted" aria-live="polite">
      {t("automation.form.matching", { count: summary.data.count, objects: summary.data.count === 1 ? meta.label : meta.label_plural })}
      {(some.data?.items ?? []).map((row) => (
        <Link key={row.id} to={recordPath(meta, row.id)} target="_blank">
          {row.title}
        </Link>
      ))}
    </div>
  );
}
