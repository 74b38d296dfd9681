/** Reading and changing records of any object. Every key starts with ["records", object], which is what a live change invalidates. */
import { infiniteQueryOptions, queryOptions, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { address, get, patch, post, remove, requestLanguage, type RequestOptions } from "./client";
import type { components } from "./generated";
import { Problem } from "./problem";
import type { ActionAnswer, ActionMeta, BulkAnswer, Filter, ObjectMeta, Page, ProblemDocument, Row, Summary, TimelinePage } from "./types";

export interface ListQuery {
  filter?: Filter | null;
  sort?: string | null;
  search?: string | null;
  limit?: number;
}

type Named = Pick<ObjectMeta, "name" | "plural">;

const path = (meta: Named, ...rest: (string | number)[]) => ["/api", meta.plural, ...rest].join("/");

export function recordPages(meta: Named, query: ListQuery) {
  return infiniteQueryOptions({
    queryKey: ["records", meta.name, "pages", query],
    queryFn: ({ pageParam, signal }) => get<Page<Row>>(path(meta), { limit: 100, ...query, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** The first pages of a group as one answer, so that any number of groups can be open at once. */
export function groupRecords(meta: Named, query: ListQuery, pages: number) {
  const limit = 50;
  return queryOptions({
    queryKey: ["records", meta.name, "group", query, pages],
    queryFn: async ({ signal }): Promise<Page<Row>> => {
      const items: Row[] = [];
      let after: string | null = null;
      for (let page = 0; page < pages; page += 1) {
        const found: Page<Row> = await get<Page<Row>>(path(meta), { ...query, limit, after }, signal);
        items.push(...found.items);
        after = found.next;
        if (!after) break;
      }
      return { items, next: after };
    },
  });
}

export function someRecords(meta: Named, query: ListQuery) {
  return queryOptions({
    queryKey: ["records", meta.name, "some", query],
    queryFn: ({ signal }) => get<Page<Row>>(path(meta), { limit: 20, ...query }, signal),
  });
}

export function recordSummary(meta: Named, query: Omit<ListQuery, "sort" | "limit"> & { group_by?: string | null; sum?: string | null }) {
  return queryOptions({
    queryKey: ["records", meta.name, "summary", query],
    queryFn: ({ signal }) => get<Summary>(path(meta, "summary"), { ...query }, signal),
  });
}

export function recordQuery(meta: Named, id: number | string) {
  return queryOptions({
    queryKey: ["records", meta.name, "record", String(id)],
    queryFn: ({ signal }) => get<Row>(path(meta, id), {}, signal),
  });
}

/** The record as a list on this page has it already, to be shown until the server has answered. */
export function listedRecord(client: QueryClient, meta: Named, id: string): Row | undefined {
  const lists = client.getQueriesData<InfiniteData<Page<Row>>>({ queryKey: ["records", meta.name, "pages"] });
  return lists.flatMap(([, data]) => data?.pages ?? []).flatMap((page) => page.items).find((row) => String(row.id) === id);
}

export interface TimelineQuery {
  kind?: string | null;
  search?: string | null;
  /** Also what happened around the records that refer to this one. */
  around?: boolean;
}

export function timelinePages(meta: Named, id: number | string, query: TimelineQuery = {}) {
  return infiniteQueryOptions({
    queryKey: ["records", meta.name, "record", String(id), "timeline", query],
    queryFn: ({ pageParam, signal }) => get<TimelinePage>(path(meta, id, "timeline"), { limit: 50, ...query, around: query.around || null, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export type Values = Record<string, unknown>;

export const createRecord = (meta: Named, values: Values, options?: RequestOptions) => post<Row>(path(meta), values, options);
export const updateRecord = (meta: Named, id: number, values: Values, options?: RequestOptions) => patch<Row>(path(meta, id), values, options);
export const deleteRecord = (meta: Named, id: number, options?: RequestOptions) => remove(path(meta, id), options);

/** The action's name as an address has it: `lead.hand_over` → `hand-over`. */
export const verbOf = (action: ActionMeta) => action.verb ?? action.name.slice(action.name.indexOf(".") + 1).replaceAll("_", "-");

/** Where an action is called for a record. */
export const actionPath = (meta: Named, id: number, action: ActionMeta): string => path(meta, id, "actions", verbOf(action));

export const runAction = (meta: Named, id: number, action: ActionMeta, input: Values, options?: RequestOptions) =>
  post<ActionAnswer>(actionPath(meta, id, action), input, options);

export interface BulkRequest {
  do: "create" | "update" | "delete" | "action";
  ids?: number[];
  filter?: Filter | null;
  search?: string | null;
  values?: Values;
  action?: string;
  input?: Values;
  automation?: "run" | "skip" | "later";
}

export const bulk = (meta: Named, body: BulkRequest, options?: RequestOptions) => post<BulkAnswer>(path(meta, "bulk"), body, options);

export type NextActivity = components["schemas"]["NextActivity"];

/** The open activity that is due first, of each of these records. */
export function nextActivities(object: string, ids: readonly number[]) {
  return queryOptions({
    queryKey: ["records", "task", "next", object, ids],
    queryFn: ({ signal }) => get<{ items: NextActivity[] }>("/api/next-activities", { object, ids: ids.join(",") }, signal),
  });
}

/** Since when each of these records has its value in a field with choices. */
export function heldSince(object: string, field: string, ids: readonly number[]) {
  return queryOptions({
    queryKey: ["records", object, "held", field, ids],
    queryFn: ({ signal }) => get<components["schemas"]["HeldSince"]>("/api/held-since", { object, field, ids: ids.join(",") }, signal),
  });
}

export type BulkJob = components["schemas"]["BulkJobAnswer"];
export type BulkJobItem = components["schemas"]["BulkJobItem"];

/** The same for very many records: goes on in the background, also when the page is closed. */
export const startBulkJob = (meta: Named, { input, action, search, do: kind, values, ...rest }: BulkRequest & { do: "update" | "delete" | "action" }) =>
  post<BulkJob>("/api/bulk-jobs", { ...rest, do: kind, object: meta.name, action: action ?? "", search: search ?? "", values: (kind === "action" ? input : values) ?? {} });
export const activeBulkJobs = queryOptions({
  queryKey: ["bulk-jobs", "active"],
  queryFn: ({ signal }) => get<{ items: BulkJobItem[] }>("/api/bulk-jobs", { active: true }, signal),
});
export const readBulkJob = (id: number) => get<BulkJob>(`/api/bulk-jobs/${id}`);
export const tellBulkJob = (id: number, what: "stop" | "resume" | "undo") => post<BulkJob>(`/api/bulk-jobs/${id}/${what}`);

export const exportAddress = (meta: Named, format: "csv" | "xlsx", query: { filter?: Filter | null; search?: string | null; columns: string[] }) =>
  address(path(meta, "export"), { format, filter: query.filter, search: query.search, columns: query.columns.join(",") });

export interface ExportRequest {
  format: "csv" | "xlsx";
  /** Given records; otherwise all that filter and search find. */
  ids?: number[];
  filter?: Filter | null;
  search?: string;
  columns: string[];
}

/** The same for very many records: the file is made in the background and fetched when it is ready. */
export const startExport = (meta: Named, body: ExportRequest) => post<BulkJob>(path(meta, "export"), body);

/** Has the browser take the file of an export; what stands in the way is thrown, as a page left for it could not tell. */
export async function takeExport(job: number): Promise<void> {
  const file = `/api/bulk-jobs/${job}/file`;
  const asking = new AbortController();
  const answer = await fetch(file, { headers: { "Accept-Language": requestLanguage() }, signal: asking.signal });
  if (!answer.ok) throw new Problem((await answer.json()) as ProblemDocument);
  asking.abort();
  location.assign(file);
}

export const undoOperation = (operation: string) =>
  post<{ count: number; skipped: { object: string; id: number; title: string; reason: string }[] }>(`/api/operations/${operation}/undo`);
