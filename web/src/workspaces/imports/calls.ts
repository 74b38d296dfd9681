/** Asking for imports and moving them on. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";

export type OnMissing = "error" | "leave_empty" | "create";
export type Outcome = "create" | "update" | "skip" | "duplicate" | "waiting" | "error";
export type OnDuplicate = "create" | "skip" | "update";

export interface Import {
  id: number;
  object: string;
  file_name: string;
  status: "mapping" | "queued" | "running" | "done" | "failed";
  encoding: string;
  sheet: string;
  columns: { name: string; samples: string[] }[];
  mapping: Record<string, string | null>;
  match_by: string[];
  on_match: "update" | "skip";
  on_duplicate: OnDuplicate;
  on_missing: Record<string, OnMissing>;
  fixes: Record<string, Record<string, string>>;
  automation: "run" | "skip" | "later";
  rows_total: number | null;
  rows_done: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  /** Rows left out because such a record is there. */
  duplicates: number;
  remarks: number;
  /** Related records made beside the rows' own, by object. */
  made: Record<string, number>;
  /** Rows sent for approval, by what became of them. */
  sent: Partial<Record<"pending" | "approved" | "rejected" | "withdrawn", number>>;
  error: string;
  operation: string;
  created_at: string;
}

export interface PreviewRow {
  row: number;
  values: Record<string, string>;
  problems: Record<string, string>;
  remarks: string[];
  outcome: Outcome;
}

export interface PreviewGate {
  gate: string;
  outcome: "pass" | "ask" | "refuse" | "approve";
  text: string;
  needs_reason: boolean;
  approvers: string;
  rows: number;
}

export interface Preview {
  rows: PreviewRow[];
  counts: Record<Exclude<Outcome, "duplicate" | "waiting">, number>;
  duplicates: { existing: number; in_file: number; left_out: number; rows: Record<string, string>; rules: Record<string, number> };
  gates: PreviewGate[];
  made: Record<string, number>;
  looked_at: number;
}

export const importsQuery = queryOptions({ queryKey: ["imports", "all"], queryFn: async ({ signal }) => (await get<{ items: Import[] }>("/api/imports", {}, signal)).items });

export const importQuery = (id: number | string) =>
  queryOptions({
    queryKey: ["imports", String(id)],
    queryFn: ({ signal }) => get<Import>(`/api/imports/${id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.status === "queued" || state.data?.status === "running" ? 1000 : false),
  });
