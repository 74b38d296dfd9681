/** Asking for duplicates, merging, and taking a merge back. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { ObjectMeta, Ref, Row } from "../../api/types";

export interface Duplicate {
  object: string;
  object_label: string;
  id: number | null;
  title: string;
  owner: Ref | null;
  is_visible: boolean;
  score: number;
  outcome: "warn" | "block" | "quiet";
  rule: string;
  fields: string[];
  text: string;
}

export interface Proposal {
  records: Row[];
  winner: number;
  take: Record<string, number>;
  united: string[];
  differing: string[];
  counts: Record<string, Record<string, number>>;
}

export interface Merge {
  id: number;
  object: string;
  winner: number;
  losers: number[];
  titles: Record<string, string>;
  counts: Record<string, number>;
  merged_by: string;
  merged_at: string;
  undone_at: string | null;
  operation: string;
}

export interface Cluster {
  records: Row[];
  score: number;
  rules: string[];
}

export interface Clusters {
  items: Cluster[];
  total: number;
  search: { status: "queued" | "running" | "done"; groups: number; found: number; created_at: string; finished_at: string | null } | null;
}

type Named = Pick<ObjectMeta, "name" | "plural">;
type Values = Record<string, unknown>;

export const enteredDuplicates = (meta: Named, values: Values, id: number | null) =>
  queryOptions({
    queryKey: ["duplicates", meta.name, "entered", values, id],
    queryFn: async ({ signal }) => (await post<{ items: Duplicate[] }>(`/api/${meta.plural}/duplicates`, { values, id }, { signal })).items,
    staleTime: 10_000,
    retry: false,
  });

export const duplicatesOf = (meta: Named, id: number) =>
  queryOptions({
    queryKey: ["records", meta.name, "record", String(id), "duplicates"],
    queryFn: async ({ signal }) => (await get<{ items: Duplicate[] }>(`/api/${meta.plural}/${id}/duplicates`, {}, signal)).items,
    staleTime: 30_000,
    retry: false,
  });

export const clustersQuery = (meta: Named, offset: number) =>
  queryOptions({
    queryKey: ["duplicates", meta.name, "clusters", offset],
    queryFn: ({ signal }) => get<Clusters>(`/api/${meta.plural}/duplicates`, { offset }, signal),
    refetchInterval: ({ state }) => (state.data?.search && state.data.search.status !== "done" ? 1500 : false),
  });

export const proposalQuery = (meta: Named, ids: string) =>
  queryOptions({
    queryKey: ["records", meta.name, "merge", ids],
    queryFn: ({ signal }) => get<Proposal>(`/api/${meta.plural}/merge`, { ids }, signal),
    retry: false,
  });

export const mergesQuery = (meta: Named, id: number) =>
  queryOptions({
    queryKey: ["records", meta.name, "record", String(id), "merges"],
    queryFn: async ({ signal }) => (await get<{ items: Merge[] }>("/api/merges", { object: meta.name, record: id }, signal)).items.filter((merge) => !merge.undone_at),
    staleTime: 30_000,
    retry: false,
  });

export const mergeRecords = (meta: Named, body: { ids: number[]; winner?: number; take?: Record<string, number> }, undo?: string) =>
  post<{ record: Row | null; merge: Merge }>(`/api/${meta.plural}/merge`, body, undo === undefined ? {} : { undo });
export const undoMerge = (id: number) => post<{ count: number; skipped: { title: string; reason: string }[] }>(`/api/merges/${id}/undo`);
export const dismiss = (meta: Named, ids: number[]) => post<{ count: number }>(`/api/${meta.plural}/duplicates/dismiss`, { ids });
export const startSearch = (meta: Named) => post<unknown>(`/api/${meta.plural}/duplicates/search`);
