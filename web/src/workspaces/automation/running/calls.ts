/** Asking for figures, for differences between versions, and for how records go through their stages. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "../../../api/client";
import type { Filter } from "../../../api/types";

export interface BlockMeasure {
  count: number;
  done: number;
  failed: number;
  skipped: number;
  waiting: number;
  retrying: number;
  timeouts: number;
  median_seconds: number | null;
  p90_seconds: number | null;
  branches: Record<string, number>;
  error: { text: string; at: string; run: number } | null;
}

export interface Measures {
  runs: { total: number; completed: number; failed: number; cancelled: number; waiting: number; queued: number; median_seconds: number | null; p90_seconds: number | null };
  blocks: Record<string, BlockMeasure>;
  by_day: { day: string; total: number; completed: number; failed: number }[];
  alarms: { answered: number; false: number; reasons: string[]; are_many: boolean };
}

export const measuresQuery = (workflow: number, days: number) =>
  queryOptions({ queryKey: ["automation", "measures", workflow, days], queryFn: ({ signal }) => get<Measures>(`/api/workflows/${workflow}/measures`, { days }, signal), staleTime: 30_000 });

export interface Difference {
  block: string;
  change: "added" | "removed" | "changed" | "moved";
  text: string;
  before: unknown;
  after: unknown;
}

export const compareQuery = (workflow: number, before: number, after: number) =>
  queryOptions({ queryKey: ["automation", "compare", workflow, before, after], queryFn: ({ signal }) => get<Difference[]>(`/api/workflows/${workflow}/compare`, { old: before, new: after }, signal), staleTime: Infinity });

export const moveRuns = (workflow: number, to: number) => post<{ moved: number; left: { run: number; reason: string }[] }>(`/api/workflows/${workflow}/move-runs`, { to });

export interface Overview {
  workflow: number;
  broken: Record<string, string[]>;
  has_draft: boolean;
  runs: number;
  failed: number;
  waiting: number;
  last_run_at: string | null;
}

export const overviewQuery = queryOptions({ queryKey: ["records", "workflow", "overview"], queryFn: ({ signal }) => get<Overview[]>("/api/automation/overview", {}, signal), staleTime: 15_000, retry: false });

type Value = string | null;

export interface ProcessView {
  stages: { value: Value; label: string; count: number; now: number; median_seconds: number | null; p90_seconds: number | null; filter: Filter }[];
  moves: { from: Value; to: Value; from_label: string; to_label: string; count: number; median_seconds: number | null }[];
  paths: { values: Value[]; labels: string[]; count: number; median_seconds: number | null }[];
}

export interface Behind {
  what: "entered" | "move" | "path";
  values: Value[];
}

export const processQuery = (object: string, field: string, days: number) =>
  queryOptions({ queryKey: ["automation", "process", object, field, days], queryFn: ({ signal }) => get<ProcessView>("/api/automation/process", { object, field, days }, signal), staleTime: 60_000, retry: false });

export const behindPages = (object: string, field: string, days: number, behind: Behind) =>
  infiniteQueryOptions({
    queryKey: ["automation", "process", object, field, days, behind],
    queryFn: ({ pageParam, signal }) => get<{ items: { id: number; title: string; there: boolean }[]; next: string | null }>("/api/automation/process/records", { object, field, days, what: behind.what, values: JSON.stringify(behind.values), after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
