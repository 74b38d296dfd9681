/** Asking about watchdog rules and what is late. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";
import type { Filter, Row } from "../../api/types";
import { asText } from "../../objects/fields/kind";
import { idOf } from "../../objects/fields/reference";
import type { Named } from "../../objects/form/PeopleInput";

type Schemas = components["schemas"];
export type WatchUse = Schemas["WatchUse"];
export type WatchTemplate = Schemas["WatchTemplate"];
export type WatchTrial = Schemas["WatchTrial"];
export type LateCase = Schemas["LateCase"];
export type LateWork = Schemas["LateWork"];

export const SINCE = ["created", "field", "filter", "stage"] as const;
export const UNITS = ["minutes", "hours", "days", "working_hours", "working_days"] as const;
export const REPEATS = [0, 30, 60, 120, 240, 480, 1440] as const;
export type Since = (typeof SINCE)[number];
export type Unit = (typeof UNITS)[number];
export type ReceiverKind = "owner" | "owner_manager" | "responsible" | "field" | "user" | "role" | "team";
export type Receiver = Named<ReceiverKind>;

export interface WatchRule {
  name: string;
  kind: "record" | "people";
  object: string;
  filter: Filter | null;
  expected: Filter | null;
  since: Since;
  since_field: string;
  amount: number;
  unit: Unit;
  receivers: Receiver[];
  message_en: string;
  message_zh: string;
  repeat_minutes: number | null;
  ladder: number | null;
  calendar: number | null;
  urgent: boolean;
  person_field: string;
  at_least: number;
  by_time: string | null;
  list_time: string | null;
  is_active: boolean;
}

/** The rule as its form has it, from a record or from the values of a ready-made one. */
export function ruleOf(row: Row | Record<string, unknown> | null): WatchRule {
  const text = (name: string) => asText(row?.[name]);
  const reference = (name: string) => (row?.[name] ? Number(idOf(row[name])) : null);
  return {
    name: text("name"),
    kind: text("kind") === "people" ? "people" : "record",
    object: text("object") || "lead",
    filter: (row?.["filter"] ?? {}) as Filter,
    expected: (row?.["expected"] ?? {}) as Filter,
    since: (text("since") || "created") as Since,
    since_field: text("since_field"),
    amount: Number(row?.["amount"] ?? 1),
    unit: (text("unit") || "working_days") as Unit,
    receivers: Array.isArray(row?.["receivers"]) ? (row["receivers"] as Receiver[]) : [{ kind: "owner" }],
    message_en: text("message_en"),
    message_zh: text("message_zh"),
    repeat_minutes: row?.["repeat_minutes"] ? Number(row["repeat_minutes"]) : null,
    ladder: reference("ladder"),
    calendar: reference("calendar"),
    urgent: row?.["urgent"] === true,
    person_field: text("person_field"),
    at_least: Number(row?.["at_least"] ?? 1),
    by_time: text("by_time").slice(0, 5) || null,
    list_time: text("list_time").slice(0, 5) || null,
    is_active: row?.["is_active"] === true,
  };
}

export const usesQuery = queryOptions({
  queryKey: ["records", "watch_rule", "uses"],
  queryFn: ({ signal }) => get<Schemas["WatchUses"]>("/api/watch-uses", {}, signal),
});

export const templatesQuery = (language: string) => queryOptions({ queryKey: ["records", "watch_rule", "templates", language], queryFn: ({ signal }) => get<Schemas["WatchTemplates"]>("/api/watch-templates", {}, signal) });

export const trialQuery = ({ is_active: _active, ...rule }: WatchRule) =>
  queryOptions({
    queryKey: ["records", "watch_rule", "trial", rule],
    queryFn: () => post<WatchTrial>("/api/watch-trials", rule),
    placeholderData: (before) => before,
    retry: false,
  });

export const lateQuery = (rule: number, mine: boolean) => queryOptions({ queryKey: ["notices", "late", rule, mine], queryFn: ({ signal }) => get<LateWork>("/api/late-work", { rule, mine }, signal), refetchInterval: 60_000, placeholderData: (before) => before });

export type QualityKind = Schemas["QualityKind"];
export type QualityItem = Schemas["QualityItem"];

export const qualityQuery = queryOptions({ queryKey: ["records", "quality", "kinds"], queryFn: ({ signal }) => get<Schemas["QualityKinds"]>("/api/data-quality", {}, signal) });

export const doubtfulQuery = (kind: string, left: boolean, mine: boolean) => queryOptions({ queryKey: ["records", "quality", kind, left, mine], queryFn: ({ signal }) => get<Schemas["QualityItems"]>("/api/data-quality/items", { kind, left, mine }, signal) });

export interface DataCheck {
  name: string;
  object: string;
  filter: Filter | null;
  mend: string[];
  receivers: Receiver[];
  advice_en: string;
  advice_zh: string;
  tells: boolean;
  is_active: boolean;
}

/** The check as its form has it. */
export function checkOf(row: Row | null): DataCheck {
  return {
    name: asText(row?.["name"]),
    object: asText(row?.["object"]) || "account",
    filter: (row?.["filter"] ?? {}) as Filter,
    mend: Array.isArray(row?.["mend"]) ? (row["mend"] as string[]) : [],
    receivers: Array.isArray(row?.["receivers"]) ? (row["receivers"] as Receiver[]) : [{ kind: "owner" }],
    advice_en: asText(row?.["advice_en"]),
    advice_zh: asText(row?.["advice_zh"]),
    tells: row?.["tells"] !== false,
    is_active: row?.["is_active"] !== false,
  };
}

export const checkUsesQuery = queryOptions({
  queryKey: ["records", "data_check", "uses"],
  queryFn: ({ signal }) => get<Schemas["CheckUses"]>("/api/data-check-uses", {}, signal),
});

export const checkTrialQuery = ({ object, filter, mend, receivers }: DataCheck) =>
  queryOptions({
    queryKey: ["records", "data_check", "trial", object, filter, mend, receivers],
    queryFn: () => post<Schemas["CheckTrial"]>("/api/data-check-trials", { object, filter, mend, receivers }),
    placeholderData: (before) => before,
    retry: false,
  });
