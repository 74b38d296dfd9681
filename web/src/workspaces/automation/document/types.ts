/**
 * The drawing of a workflow as its JSON document has it: what starts it, how its runs behave, and a tree of blocks. The API takes it as an open
 * object, so the shape is written here; the server's check is what counts.
 */
import type { Filter } from "../../../api/types";

export type Texts = Record<string, string>;
export type Amount = Record<string, number>;
export type Values = Record<string, unknown>;
/** A filter as a document holds it; `{}` is none. */
export type Conditions = Filter | Record<string, never>;

export interface Window {
  from?: string;
  to?: string;
  days?: number[];
  working_days?: boolean;
  zone?: string;
}

export const DECLARED_TYPES = ["text", "long_text", "number", "boolean", "date", "datetime", "choice", "user", "record", "json"] as const;

export interface Declared {
  name: string;
  label?: Texts;
  type?: (typeof DECLARED_TYPES)[number];
  required?: boolean;
  options?: string[];
  object?: string;
}

export interface Schedule {
  every?: "minutes" | "hour" | "day" | "week" | "month";
  minutes?: number;
  at?: string;
  weekdays?: number[];
  day?: number;
  working_days?: boolean;
  zone?: string;
}

export const TRIGGERS = ["satisfies", "created", "updated", "reassigned", "entered", "left", "ceases", "deleted", "event", "stayed", "date", "schedule", "button", "webhook", "called", "failure"] as const;
export type TriggerOn = (typeof TRIGGERS)[number];

export interface Trigger {
  on: TriggerOn;
  filter?: Conditions;
  before?: Conditions;
  fields?: string[];
  field?: string;
  values?: unknown[] | Values;
  event?: string;
  for?: Amount;
  offset?: Amount;
  at?: string;
  schedule?: Schedule;
  once?: boolean;
  label?: Texts;
  find?: Record<string, string>;
  input?: Declared[];
  workflows?: number[];
  own_writes?: boolean;
}

export interface Limits {
  per_minute?: number | null;
  at_once?: number | null;
  failures?: number;
}

export interface Settings {
  again?: "always" | "once" | "after";
  again_after?: Amount;
  running?: "beside" | "skip" | "restart";
  settle?: Amount;
  goal?: Conditions;
  window?: Window | null;
  limits?: Limits;
  run_as?: "workflow" | "cause" | "owner" | "user";
}

export interface Outcome {
  step: string;
  outcome: string;
}

export interface Compared {
  value: unknown;
  [operator: string]: unknown;
}

export type Condition = Outcome | Compared | Conditions;

export interface Else {
  if: Condition;
  title?: Texts;
  then?: Block[];
}

export interface Case {
  values?: unknown[];
  if?: Condition | null;
  percent?: number | null;
  title?: Texts;
  steps?: Block[];
}

export interface Switch {
  field?: string;
  value?: unknown;
  every?: boolean;
  cases: Case[];
  default?: Block[];
}

export interface WaitFor {
  event?: string[];
  by?: "" | "owner" | "anyone";
  filter?: Conditions;
}

export interface Wait {
  for?: WaitFor[];
  every?: boolean;
  at_most?: Amount;
  time?: Amount;
  working?: boolean;
  until?: string | Values;
  offset?: Amount;
  at?: string;
  weekdays?: number[];
  zone?: string;
}

export interface Loop {
  related?: string;
  object?: string;
  filter?: Conditions;
  sort?: string;
  limit?: number;
  items?: unknown;
}

export interface Branch {
  title?: Texts;
  steps?: Block[];
}

export interface Asked {
  user?: number | null;
  team?: number | null;
  role_of?: string;
  role?: number | null;
  manager_of?: unknown;
  email?: string;
}

export interface Ask {
  kind?: "task" | "approval" | "form";
  to: Asked[];
  text?: Texts;
  fields?: Declared[];
  every?: boolean;
  due?: Amount;
  working?: boolean;
  remind?: { every?: Amount; most?: number } | null;
  deputies?: boolean;
  return_to?: string;
}

/** One block; the key beside `id` and `title` says its kind. */
export interface Block {
  id: string;
  title?: Texts;
  action?: string;
  input?: Values;
  on?: string;
  on_error?: "fail" | "continue" | Block[];
  window?: Window | null;
  if?: Condition;
  of?: "" | "item";
  then?: Block[];
  else_if?: Else[];
  else?: Block[];
  switch?: Switch;
  wait?: Wait;
  loop?: Loop;
  steps?: Block[];
  parallel?: { branches: Branch[]; join?: "all" | "any" };
  ask?: Ask;
  call?: { workflow: number | string; input?: Values; on?: string; wait?: boolean };
  try?: Block[];
  code?: { source: string; input?: Values; output?: Declared[] };
  plugin?: string;
  stop?: "done" | "error";
  message?: Texts;
  result?: Values;
}

export interface Document {
  object: string;
  triggers: Trigger[];
  settings?: Settings;
  steps: Block[];
}

export const KINDS = ["action", "if", "switch", "wait", "loop", "parallel", "ask", "call", "try", "code", "plugin", "stop"] as const;
export type Kind = (typeof KINDS)[number];

export function kindOf(block: Block): Kind {
  return KINDS.find((kind) => kind in block) ?? "stop";
}

export function emptyDocument(object: string): Document {
  return { object, triggers: [], steps: [] };
}
