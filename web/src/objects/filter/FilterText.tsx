/** A filter in words, as on a chip. */
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { Condition, Filter, ObjectMeta } from "../../api/types";
import { operatorOf } from "../../lib/filters";
import { kindOf } from "../fields/kinds";
import { fullLabel, reach } from "./fieldPath";
import { operatorKey } from "./operators";

export function FilterText({ meta, filter }: { meta: ObjectMeta; filter: Filter }) {
  const { t } = useTranslation();
  for (const match of ["all", "any"] as const) {
    const children = (filter as Record<string, unknown>)[match];
    if (!Array.isArray(children)) continue;
    return (
      <>
        {(children as Filter[]).map((child, at) => (
          <Fragment key={at}>
            {at > 0 && <b className="filter-and"> {t(match === "all" ? "filter.and" : "filter.or")} </b>}
            <FilterText meta={meta} filter={child} />
          </Fragment>
        ))}
      </>
    );
  }
  if ("not" in filter && !("field" in filter)) {
    return (
      <>
        {t("filter.not")} (<FilterText meta={meta} filter={filter.not as Filter} />)
      </>
    );
  }
  return <ConditionText meta={meta} condition={filter as Condition} />;
}

function ConditionText({ meta, condition }: { meta: ObjectMeta; condition: Condition }) {
  const { t } = useTranslation();
  const reached = reach(meta, useObjects(), condition.field);
  const operator = operatorOf(condition);
  const value = condition[operator];
  if (!reached) return <>{`${condition.field} ${operator}`}</>;
  const { field } = reached;
  const kind = kindOf(field);
  const one = (each: unknown) => (kind.FilterText ? <kind.FilterText field={field} value={each} /> : kind.text(each, field));
  let words;
  if (operator === "is_empty") words = null;
  else if (operator === "on") words = t(`period.${String(value)}`);
  else if (operator.startsWith("within_") && typeof value === "object" && value !== null) {
    words = Object.entries(value).map(([unit, count]) => `${String(count)} ${t(`period.${unit}`)}`).join(" ");
  } else if (operator === "between" && Array.isArray(value)) {
    words = (
      <>
        {one(value[0])} – {one(value[1])}
      </>
    );
  } else if (Array.isArray(value)) {
    words = value.map((each, at) => (
      <Fragment key={at}>
        {at > 0 && ", "}
        {one(each)}
      </Fragment>
    ));
  } else words = one(value);
  return (
    <>
      {fullLabel(reached)} <span className="muted">{t(operatorKey(field, operator, value))}</span> {words}
    </>
  );
}
