/** Asking for workflows and their runs. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import { isProblem } from "../../api/problem";
import type { Link, ObjectMeta, Ref } from "../../api/types";
import type { AskItem } from "./asks/calls";
import type { WorkflowButton } from "./asks/starting";

export interface BlockDrawing {
  id: string;
  kind: string;
  text: string;
  action?: string;
  branches: { label: string; blocks: BlockDrawing[] }[];
}

export interface Definition {
  document: Record<string, unknown>;
  number: number;
  published_at: string;
  published_by: string;
  sentence: string;
  blocks: BlockDrawing[];
}

export interface VersionItem {
  number: number;
  published_at: string;
  published_by: string;
  is_active: boolean;
  runs: number;
}

export type RunStatus = "queued" | "waiting" | "completed" | "failed" | "cancelled";
export const RUN_STATUSES: readonly RunStatus[] = ["queued", "waiting", "completed", "failed", "cancelled"];

export interface RunItem {
  id: number;
  workflow: Ref;
  version: number;
  object: string;
  record: Link;
  status: RunStatus;
  started_at: string;
  finished_at: string | null;
  error: string;
}

export interface RunStep {
  id: number;
  step: string;
  path: string;
  kind: string;
  text: string;
  status: string;
  input: unknown;
  output: unknown;
  error: string;
  started_at: string;
  finished_at: string | null;
  wake_at: string | null;
  attempts: number;
}

export interface RunDetail extends RunItem {
  steps: RunStep[];
}

export interface RecordAutomation {
  waiting: { run: number; step_id: number; workflow: Ref; step: string; text: string; wake_at: string | null }[];
  ran: { run: number; workflow: Ref; status: string; started_at: string; finished_at: string | null; text: string }[];
  not_run: { workflow: Ref; reason: string }[];
  asks: AskItem[];
  buttons: WorkflowButton[];
  upcoming: { workflow: Ref; on: string; at: string; text: string }[];
}

export const definitionQuery = (workflow: number | string, version: number | null = null) =>
  queryOptions({
    queryKey: ["records", "workflow", "definition", String(workflow), version],
    queryFn: ({ signal }) => get<Definition>(`/api/workflows/${workflow}/definition`, { version }, signal),
    retry: false,
  });

/** A workflow without a published version answers "not found"; any other error says nothing about that. */
export const isUnpublished = (error: unknown): boolean => isProblem(error) && error.status === 404;

export const versionsQuery = (workflow: number | string) =>
  queryOptions({ queryKey: ["records", "workflow", "versions", String(workflow)], queryFn: ({ signal }) => get<VersionItem[]>(`/api/workflows/${workflow}/versions`, {}, signal) });

export interface RunsQuery {
  workflow?: string | null;
  status?: string | null;
  since?: string | null;
  until?: string | null;
  text?: string | null;
}

export const runPages = (query: RunsQuery) =>
  infiniteQueryOptions({
    queryKey: ["runs", "pages", query],
    queryFn: ({ pageParam, signal }) => get<{ items: RunItem[]; next: string | null }>("/api/runs", { ...query, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 15_000,
  });

export const isGoingOn = (status: string): boolean => status === "queued" || status === "waiting";

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", "one", id],
    queryFn: ({ signal }) => get<RunDetail>(`/api/runs/${id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data && isGoingOn(state.data.status) ? 4_000 : false),
  });

export const automationQuery = (meta: Pick<ObjectMeta, "name" | "plural">, id: number) =>
  queryOptions({
    queryKey: ["records", meta.name, "record", String(id), "automation"],
    queryFn: ({ signal }) => get<RecordAutomation>(`/api/${meta.plural}/${id}/automation`, {}, signal),
    retry: false,
    refetchInterval: ({ state }) => (state.data && state.data.waiting.length > 0 ? 15_000 : false),
  });
