/** A filter in words, as on a chip. */
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import { recordQuery } from "../../api/records";
import type { Condition, Filter, ObjectMeta } from "../../api/types";
import { chipsOf, isRelation, operatorOf, type Related, type Relation } from "../../lib/filters";
import { kindOf } from "../fields/kinds";
import { fullLabel, reach } from "./fieldPath";
import { operatorKey } from "./operators";
import { pointingBy } from "./pointing";

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
    const inner = filter.not as Filter;
    if (isRelation(inner) && !("field" in inner)) return <RelationText meta={meta} filter={inner} none />;
    return (
      <>
        {t("filter.not")} (<FilterText meta={meta} filter={filter.not as Filter} />)
      </>
    );
  }
  if (isRelation(filter) && !("field" in filter)) return <RelationText meta={meta} filter={filter} />;
  return <ConditionText meta={meta} condition={filter as Condition} />;
}

interface RelationProps {
  meta: ObjectMeta;
  filter: Relation;
  /** That it is not so. */
  none?: boolean;
}

function RelationText({ meta, filter, none = false }: RelationProps) {
  const { t } = useTranslation();
  if ("related" in filter) return <RelatedText meta={meta} related={filter.related} none={none} />;
  if (filter.followed_by === "$me") return <>{t(none ? "filter.notFollowedByMe" : "filter.followedByMe")}</>;
  return <FollowedBy id={Number(filter.followed_by)} none={none} />;
}

function FollowedBy({ id, none }: { id: number; none: boolean }) {
  const { t } = useTranslation();
  const person = useQuery({ ...recordQuery({ name: "user", plural: "users" }, id), staleTime: 60_000 });
  return <>{t(none ? "filter.notFollowedBy" : "filter.followedBy", { name: person.data?.title ?? `#${id}` })}</>;
}

/** Some record that points here, or none, and what must hold of it. */
function RelatedText({ meta, related, none }: { meta: ObjectMeta; related: Related["related"]; none: boolean }) {
  const { t } = useTranslation();
  const pointing = pointingBy(meta, useObjects(), related.by);
  return (
    <>
      <span className="muted">{t(none ? "filter.hasNo" : "filter.has")}</span> {pointing?.label ?? related.by}
      {pointing && related.filter && chipsOf(related.filter).length > 0 && (
        <>
          {" ["}
          <FilterText meta={pointing.object} filter={related.filter} />
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
