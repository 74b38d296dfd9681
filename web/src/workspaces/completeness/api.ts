/** What the pages about completeness ask the server. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { components } from "../../api/generated";
import type { Filter, ObjectMeta } from "../../api/types";

export type Completeness = components["schemas"]["Completeness"];
export type Progress = components["schemas"]["Progress"];

/** Objects whose records people own and fill in. */
export const isMeasured = (meta: ObjectMeta): boolean => !meta.is_setup && meta.listed !== false && meta.rights.read && meta.fields.some((field) => field.name === "owner");

export const completenessQuery = (object: string, filter: Filter | null, fields: readonly string[]) =>
  queryOptions({
    queryKey: ["records", object, "completeness", filter, fields],
    queryFn: ({ signal }) => get<Completeness>("/api/completeness", { object, filter, fields: fields.join(",") }, signal),
    placeholderData: (before) => before,
  });

export const progressQuery = (object: string, id: number) =>
  queryOptions({ queryKey: ["records", object, "campaign-progress", id], queryFn: ({ signal }) => get<Progress>(`/api/data-campaigns/${id}/progress`, {}, signal) });

/** The records in which one of these fields is empty. */
export function lacking(fields: readonly string[], filter: Filter | null, owner?: number | "$me"): Filter {
  const parts: Filter[] = [{ any: fields.map((field) => ({ field, is_empty: true })) }];
  if (filter && Object.keys(filter).length > 0) parts.unshift(filter);
  if (owner !== undefined) parts.unshift({ field: "owner", is: owner });
  return { all: parts };
}
