/** The rows of a grouped list: a line for each group, and under the open ones their records, page by page. */
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { groupRecords, recordSummary, type ListQuery } from "../../api/records";
import type { Group, ObjectMeta, Row, Summary } from "../../api/types";
import { join } from "../../lib/filters";
import { keepPlace, readPlace } from "../../lib/places";

/** What stands in a line that is not a record: the head of a group, or the offer to load more of it. */
export interface GroupLine {
  group: Group;
  kind: "head" | "more" | "waiting";
  open: boolean;
  /** Open or close it; of the offer to load more: load it. */
  press: () => void;
}

/** Records and group lines in one list; a group line has a negative id. */
export type Line = Row & { line?: GroupLine };

export interface Groups {
  lines: Line[];
  summary: Summary | undefined;
  isPending: boolean;
  isPlaceholder: boolean;
  error: unknown;
  retry: () => void;
}

const GROUPS = "groups";
const keyOf = (group: Group) => JSON.stringify(group.value);

function lineOf(id: number, line: GroupLine): Line {
  return { id, version: 0, title: line.group.label, created_at: "", updated_at: "", line };
}

/** `by` null: not grouped, and nothing is asked. */
export function useGroups(meta: ObjectMeta, query: ListQuery, by: string | null, sums: readonly string[]): Groups {
  const asked = useQuery({
    ...recordSummary(meta, { filter: query.filter ?? null, search: query.search ?? null, group_by: by, sum: sums.join(",") || null }),
    enabled: by !== null,
    placeholderData: keepPreviousData,
  });
  const groups = useMemo(() => (by ? (asked.data?.groups ?? []) : []), [asked.data, by]);
  /** How many pages of which groups are wanted; what was never touched: the first group stands open. */
  const [touched, setTouched] = useState<ReadonlyMap<string, number>>(() => new Map(readPlace(meta.name, GROUPS).groups));
  const first = groups[0] && `${by} ${keyOf(groups[0])}`;
  const pagesOf = (group: Group) => touched.get(`${by} ${keyOf(group)}`) ?? (`${by} ${keyOf(group)}` === first ? 1 : 0);
  const opened = groups.filter((group) => pagesOf(group) > 0);
  const results = useQueries({
    queries: opened.map((group) => ({ ...groupRecords(meta, { ...query, filter: join([query.filter, group.filter]) }, pagesOf(group)), placeholderData: keepPreviousData })),
  });
  const want = (group: Group, pages: number) => {
    const next = new Map(touched).set(`${by} ${keyOf(group)}`, pages);
    setTouched(next);
    keepPlace(meta.name, GROUPS, { groups: [...next] });
  };
  const lines = groups.flatMap((group, at): Line[] => {
    const open = pagesOf(group) > 0;
    const pages = pagesOf(group);
    const head = lineOf(-1 - 2 * at, { group, kind: "head", open, press: () => want(group, open ? 0 : 1) });
    if (!open) return [head];
    const found = results[opened.indexOf(group)];
    if (!found?.data) return [head, lineOf(-2 - 2 * at, { group, kind: "waiting", open, press: () => undefined })];
    return [head, ...(found.data.items as Line[]), ...(found.data.next ? [lineOf(-2 - 2 * at, { group, kind: "more", open, press: () => want(group, pages + 1) })] : [])];
  });
  return {
    lines,
    summary: asked.data,
    isPending: asked.isPending,
    isPlaceholder: asked.isPlaceholderData,
    error: asked.error,
    retry: () => void asked.refetch(),
  };
}
