/** Notice rules as the pages hold them, and what is asked about them. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";
import type { Filter, Row } from "../../api/types";
import { asText } from "../../objects/fields/kind";
import type { Named } from "../../objects/form/PeopleInput";

export type RuleState = components["schemas"]["RuleState"];
export type RuleTrial = components["schemas"]["RuleTrial"];
type RuleStates = components["schemas"]["RuleStates"];
type Followed = components["schemas"]["Followed"];
type RuleOptions = components["schemas"]["RuleOptions"];

export type On = "created" | "updated" | "deleted" | "entered" | "left" | "note" | "action" | "event";
export interface Happening {
  on: On;
  fields?: string[];
  before?: string[];
  after?: string[];
  name?: string;
}
export type ReceiverKind = "field" | "manager" | "role" | "team" | "team_manager" | "user" | "followers";
export type Receiver = Named<ReceiverKind>;
export type Timing = "at_once" | "daily" | "weekly";
export const TIMINGS: readonly Timing[] = ["at_once", "daily", "weekly"];

export interface Rule {
  name: string;
  reach: "personal" | "company";
  object: string;
  record_id: number | null;
  filter: Filter | null;
  /** The saved list whose condition it takes over. */
  list_id: number | null;
  events: Happening[];
  receivers: Receiver[];
  text_en: string;
  text_zh: string;
  timing: Timing;
  at: string | null;
  weekday: string;
  tells_still: boolean;
  shown: string[];
  urgent: boolean;
  includes_doer: boolean;
  may_be_muted: boolean;
  valid_until: string | null;
  is_active: boolean;
}

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

export function ruleOf(row: Row | null, reach: Rule["reach"] = "company"): Rule {
  const text = (name: string) => asText(row?.[name]);
  const empty = row === null;
  return {
    name: text("name"),
    reach: (text("reach") || reach) as Rule["reach"],
    object: text("object") || "opportunity",
    record_id: typeof row?.["record_id"] === "number" ? row["record_id"] : null,
    filter: (row?.["filter"] ?? {}) as Filter,
    list_id: typeof row?.["list_id"] === "number" ? row["list_id"] : null,
    events: empty ? [{ on: "updated" }] : list<Happening>(row["events"]),
    receivers: empty ? [{ kind: "manager", path: "owner" }] : list<Receiver>(row["receivers"]),
    text_en: text("text_en"),
    text_zh: text("text_zh"),
    timing: (text("timing") || "at_once") as Timing,
    at: text("at").slice(0, 5) || null,
    weekday: text("weekday") || "0",
    tells_still: row?.["tells_still"] === true,
    shown: list<string>(row?.["shown"]),
    urgent: row?.["urgent"] === true,
    includes_doer: row?.["includes_doer"] === true,
    may_be_muted: row?.["may_be_muted"] !== false,
    valid_until: text("valid_until") || null,
    is_active: row?.["is_active"] !== false,
  };
}

export const statesQuery = queryOptions({ queryKey: ["records", "notice_rule", "states"], queryFn: ({ signal }) => get<RuleStates>("/api/notice-rule-states", {}, signal) });
export const mineQuery = queryOptions({ queryKey: ["records", "notice_rule", "mine"], queryFn: ({ signal }) => get<Followed>("/api/notice-rules-mine", {}, signal) });
export const optionsQuery = (object: string) => queryOptions({ queryKey: ["records", "notice_rule", "options", object], queryFn: ({ signal }) => get<RuleOptions>("/api/notice-rule-options", { object }, signal), staleTime: 300_000 });
export const makeTemplate = (key: string) => post<{ id: number }>(`/api/notice-rule-templates/${key}`);
export const mute = (id: number, wanted: boolean) => post<RuleState>(`/api/notice-rules/${id}/${wanted ? "mute" : "unmute"}`);

export const tryRule = (rule: Rule) => {
  const { reach, object, record_id, filter, events, receivers, timing, at, weekday, tells_still, includes_doer } = rule;
  return post<RuleTrial>("/api/notice-rule-trials", { reach, object, record_id, filter, events, receivers, timing, at, weekday, tells_still, includes_doer });
};
