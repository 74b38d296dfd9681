/** The shapes of the API as docs/api.md describes them: only what no OpenAPI schema can say (records are open, by their object's metadata). */

import type { Filter } from "../lib/filters";

export type { Condition, Filter } from "../lib/filters";

export type Language = "en" | "zh-hans";

export interface Ref {
  id: number;
  title: string;
}

export interface Link extends Ref {
  object: string;
}

/** As whom an administrator looks at Magpie. */
export interface Viewing extends Ref {
  kind: "user" | "role";
}

export interface Me {
  id: number;
  username: string;
  name: string;
  email: string;
  language: Language;
  time_zone: string;
  team: Ref | null;
  roles: Ref[];
  is_administrator: boolean;
  away: boolean;
  unread_notices: number;
  /** Users whose password everybody knows; told to administrators only. */
  known_passwords: string[];
  viewing_as?: Viewing | null;
}

export interface Choice {
  value: string;
  label: string;
  color?: string | null;
  kind?: "open" | "won" | "lost" | null;
  /** Of a stage: how long a record may stay before it counts as stuck. */
  max_days?: number | null;
  /** No longer offered. */
  inactive?: boolean;
  /** Of a stage: its pipeline, where there are several. */
  group?: string;
}

export interface FieldMeta {
  name: string;
  label: string;
  help?: string | null;
  type: string;
  required: boolean;
  read_only: boolean;
  custom: boolean;
  right: "read" | "write";
  choices: Choice[] | null;
  object?: string | null;
  objects?: string[] | null;
  max_length?: number | null;
  decimals?: number | null;
  currency_field?: string | null;
  operators: string[];
  sortable: boolean;
  inline: boolean;
  /** Lists can be grouped by it; dates by month. */
  groupable?: boolean;
  required_from?: string | null;
  /** What a new record has unless another value is given. */
  default?: unknown;
}

export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  object?: string;
  "x-object"?: string;
  /** For programs: dialogs do not show it. */
  "x-hidden"?: boolean;
  choices?: Choice[];
}

export interface ActionMeta {
  name: string;
  /** The name without the object, as the address has it. */
  verb?: string;
  label: string;
  confirm: string | null;
  danger: boolean;
  /** It ends the work on a record: boards offer it as a place to drop cards on. */
  ending?: "" | "won" | "lost";
  bulk: boolean;
  input: JsonSchema | null;
  available_if: Filter | null;
}

export interface ObjectMeta {
  name: string;
  plural: string;
  label: string;
  label_plural: string;
  icon?: string | null;
  /** Department in the navigation. */
  group?: string | null;
  /** Stands in the navigation; yes when left out. */
  listed?: boolean;
  title_field: string;
  columns: string[];
  board_by: string | null;
  stage_field: string | null;
  sections: { label: string; fields: string[] }[];
  highlights: string[];
  related: { object: string; field: string; label: string; addable: boolean }[];
  rights: { read: boolean; create: boolean; update: boolean; delete: boolean; export: boolean; import: boolean };
  is_setup: boolean;
  /** Made by an administrator. */
  own?: boolean;
  fields: FieldMeta[];
  actions: ActionMeta[];
  /** Cuts through the list that are one click away; the name stands in the address. */
  scenes: { name: string; label: string; filter: Filter }[];
}

/** A record is flat: its own fields, whatever they are, beside these. */
export interface Row {
  id: number;
  version: number;
  title: string;
  created_at: string;
  updated_at: string;
  [field: string]: unknown;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Sums = Record<string, Record<string, string>>;

/** One group of a list; the filter finds its records. No count: there are too many to count. */
export interface Group {
  value: unknown;
  label: string;
  filter?: Filter;
  count: number | null;
  sums: Sums;
}

export interface Summary {
  count: number | null;
  sums: Sums;
  groups?: Group[] | null;
  /** There are further groups, smaller than these. */
  more?: boolean | null;
}

export interface EventChange {
  field: string;
  label: string;
  old: unknown;
  new: unknown;
  old_text: string;
  new_text: string;
}

export interface RecordEvent {
  id: number;
  at: string;
  kind: string;
  label: string;
  actor: { kind: "user" | "workflow" | "integration" | "database"; id: number | null; title: string };
  action: string | null;
  operation: string | null;
  run: number | string | null;
  changes: EventChange[];
  text: string;
}

/** "event", "note", "call", "meeting", "task", "email", "notice", and what other parts add. */
export type TimelineKind = string;

export interface TimelineItem {
  at: string;
  kind: TimelineKind;
  id: number | string;
  title: string;
  text: string;
  actor: RecordEvent["actor"] | null;
  record: Row | null;
  event: RecordEvent | null;
  /** The record that it belongs to, where that is not the one whose timeline it is. */
  about?: Link | null;
}

export interface TimelinePage extends Page<TimelineItem> {
  /** With the first page only. */
  pinned?: TimelineItem[];
  counts?: Record<string, number>;
}

export interface SavedList extends Row {
  name: string;
  object: string;
  view: "table" | "board";
  filter: Filter | null;
  columns: string[] | null;
  sort: string | null;
  group_by: string | null;
  visibility: "private" | "team" | "public";
  pinned: boolean;
  is_default: boolean;
  density: "normal" | "compact";
}

export interface Question {
  gate: string;
  text: string;
  needs_reason: boolean;
  /** The question is whether to send it to these people, who must agree. */
  approvers?: string;
}

export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail?: string;
  fields?: Record<string, string[]>;
  questions?: Question[];
  /** The number of the request that was made of it. */
  approval?: number;
  editor?: string | Ref | null;
  changed_at?: string;
  current?: Row;
  demo?: boolean;
  demo_users?: { username: string; password?: string; name?: string; role?: string }[];
}

export interface ActionAnswer {
  record: Row | null;
  result: Link | null;
  message: string | null;
}

export interface BulkAnswer {
  count: number;
  failed: { id: number; title: string; detail: string }[];
  operation: string | null;
}

export interface FileRef {
  id: number;
  title: string;
  size?: number;
  content_type?: string;
}

export interface SearchHit {
  object: string;
  id: number;
  title: string;
  subtitle: string | null;
}

export interface Notice {
  id: number;
  kind: string;
  title: string;
  body: string;
  link: { object: string; id: number } | null;
  url: string | null;
  urgent: boolean;
  created_at: string;
  /** The last time: it was told again, or came back. */
  told_at?: string;
  read_at: string | null;
  /** What waits for an answer ("reminder:12"), or nothing. */
  matter: string;
  /** How often it has been told. */
  round: number;
  settled_at: string | null;
  outcome: string;
  /** Why this person is told. */
  reason: { kind: string; id: number | null; title: string; deputy_of?: Ref | null };
  sender: Ref | null;
  /** One may say that it was a false alarm; why one did. */
  may_be_false?: boolean;
  false_alarm?: string;
  /** Out of the inbox until then; what comes over the live connection does not say it. */
  snoozed_until?: string | null;
  deliveries: { channel: string; round: number; status: string; attempts: number; sent_at: string | null; error: string | null }[];
}
