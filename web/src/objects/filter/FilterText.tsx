/** A filter in words, as on a chip. */
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import { recordQuery } from "../../api/records";
import type { Condition, Filter, ObjectMeta } from "../../api/types";
import { chipsOf, operatorOf } from "../../lib/filters";
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
  if ("followed_by" in filter && !("field" in filter)) return filter.followed_by === "$me" ? <>{t("filter.followedByMe")}</> : <FollowedBy id={Number(filter.followed_by)} />;
  if ("related" in filter && !("field" in filter)) return <RelatedText filter={filter as Related} />;
  return <ConditionText meta={meta} condition={filter as Condition} />;
}

type Related = { related: { by: string; filter?: Filter } };

function FollowedBy({ id }: { id: number }) {
  const { t } = useTranslation();
  const person = useQuery({ ...recordQuery({ name: "user", plural: "users" }, id), staleTime: 60_000 });
  return <>{t("filter.followedBy", { name: person.data?.title ?? `#${id}` })}</>;
}

/** Some record that points here, and what must hold of it. */
function RelatedText({ filter: { related } }: { filter: Related }) {
  const { t } = useTranslation();
  const [name, by] = related.by.split(".");
  const other = useObjects().find((each) => each.name === name);
  if (!other) return <>{related.by}</>;
  const alone = ["related_to", ...other.fields.filter((field) => field.object).map((field) => field.name)].includes(by ?? "");
  return (
    <>
      <span className="muted">{t("filter.has")}</span> {other.label}
      {!alone && ` (${by ?? ""})`}
      {related.filter && chipsOf(related.filter).length > 0 && (
        <>
          {" ["}
          <FilterText meta={other} filter={related.filter} />
          {"]"}
        </>
      )}
    </>
  );
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
  else if (operator === "on" || operator === "by_end_of") words = t(`period.${String(value)}`);
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
