/** Asking for what the designer offers, and having a document checked, tried and stored. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put, request } from "../../../api/client";
import type { JsonSchema } from "../../../api/types";
import type { Document } from "../document/types";

export interface OutputOf {
  name: string;
  type: string;
  label: string;
  object?: string | null;
}

export interface PaletteAction {
  name: string;
  label: string;
  about: string;
  group: string;
  on: string;
  external?: boolean;
  input: JsonSchema;
  outputs: OutputOf[];
}

export interface Palette {
  groups: { name: string; label: string }[];
  triggers: { on: string; label: string; about: string }[];
  blocks: { kind: string; label: string; about: string; group?: string }[];
  actions: PaletteAction[];
  events: { name: string; label: string }[];
  plugins: PaletteAction[];
}

export const paletteQuery = (object: string, language: string) =>
  queryOptions({
    queryKey: ["automation", "palette", object, language],
    queryFn: ({ signal }) => get<Palette>("/api/automation/palette", { object }, signal),
    staleTime: 5 * 60_000,
  });

export interface Checked {
  problems: Record<string, string[]>;
  sentences: Record<string, string>;
  texts: Record<string, string>;
}

export const checkQuery = (document: Document, language: string) =>
  queryOptions({
    queryKey: ["automation", "check", document, language],
    queryFn: () => post<Checked>("/api/automation/check", { document }),
    gcTime: 60_000,
    staleTime: Infinity,
    retry: false,
  });

export interface Draft {
  document: Document;
  /** That of the draft it was made from; saving names it, so that nobody's drawing is lost. */
  number: number;
  saved_at: string | null;
  saved_by: string;
}

export const readDraft = (workflow: number) => get<Draft>(`/api/workflows/${workflow}/draft`);
export const writeDraft = (workflow: number, document: Document, number: number) => put<Draft>(`/api/workflows/${workflow}/draft`, { document, number });
export const discardDraft = (workflow: number) => request<Draft>("DELETE", `/api/workflows/${workflow}/draft`);

export interface Effect {
  object: string;
  id: number;
  title: string;
  kind: string;
  changes: { field: string; label: string; old: unknown; new: unknown; old_text?: string; new_text?: string }[];
}

export interface TriedStep {
  step: string;
  path: string;
  kind: string;
  text: string;
  status: string;
  input: unknown;
  output: unknown;
  error: string;
  effects: Effect[];
  described: string[];
}

export interface Tried {
  status: string;
  error: string;
  steps: TriedStep[];
}

/** `outcomes` says how waits and questions end, by block. */
export const dryRun = (document: Document, record: number, trigger: number, outcomes: Readonly<Record<string, string>>) => post<Tried>("/api/automation/dry-run", { document, record, trigger, outcomes });
export const previewText = (object: string, record: number, template: string) => post<{ text: string; missing: string[] }>("/api/automation/preview-text", { object, record, template });

export interface TriedCode {
  output: unknown;
  printed: string | string[];
  error: string;
  line: number | null;
  milliseconds: number;
}

export const tryCode = (code: NonNullable<Document["steps"][number]["code"]>, object: string, record: number | null) => post<TriedCode>("/api/automation/try-code", { code, object, record });
export const lintCode = (source: string) => post<{ line: number; column: number; text: string }[]>("/api/automation/lint-code", { source });
