/** Asking about gates: what they say in words, how often they spoke, and what a draft would say. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";
import { asText } from "../../objects/fields/kind";
import type { Named } from "../../objects/form/PeopleInput";
import type { Filter, ObjectMeta, Row } from "../../api/types";

export type GateUse = components["schemas"]["GateUse"];
export type GateTrial = components["schemas"]["GateTrial"];
export type Outcome = "pass" | "ask" | "refuse" | "approve";
export type ApproverKind = "owner_manager" | "user" | "role" | "team";
export type Approver = Named<ApproverKind>;

export const OUTCOMES: readonly Outcome[] = ["pass", "ask", "refuse", "approve"];
export const PLAIN_OPERATIONS: readonly string[] = ["create", "update", "delete"];

export interface Gate {
  name: string;
  object: string;
  operation: string;
  filter: Filter | null;
  fields: string[];
  formulas: { name: string; formula: string }[];
  outcome: Outcome;
  message_en: string;
  message_zh: string;
  possible_en: string;
  possible_zh: string;
  approvers: Approver[];
  needs_reason: boolean;
  is_active: boolean;
}

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

export function gateOf(row: Row | null): Gate {
  const text = (name: string) => asText(row?.[name]);
  return {
    name: text("name"),
    object: text("object") || "opportunity",
    operation: text("operation") || "update",
    filter: (row?.["filter"] ?? {}) as Filter,
    fields: list(row?.["fields"]),
    formulas: list(row?.["formulas"]),
    outcome: (text("outcome") || "ask") as Outcome,
    message_en: text("message_en"),
    message_zh: text("message_zh"),
    possible_en: text("possible_en"),
    possible_zh: text("possible_zh"),
    approvers: list(row?.["approvers"]),
    needs_reason: row?.["needs_reason"] === true,
    is_active: row?.["is_active"] !== false,
  };
}

/** What the operations of one object are called: those of every record, then its own actions. */
export function operationsOf(gate: ObjectMeta, object: string): { value: string; label: string }[] {
  const choices = gate.fields.find((field) => field.name === "operation")?.choices ?? [];
  return choices
    .filter((choice) => PLAIN_OPERATIONS.includes(choice.value) || choice.value.startsWith(`${object}.`))
    .map((choice) => ({ value: choice.value, label: PLAIN_OPERATIONS.includes(choice.value) ? choice.label : choice.label.replace(/^[^:]*: /, "") }));
}

export const usesQuery = queryOptions({
  queryKey: ["records", "gate", "uses"],
  queryFn: ({ signal }) => get<{ items: GateUse[]; days: number }>("/api/gate-uses", {}, signal),
});

export const trialQuery = (gate: Gate, record: number) => {
  const { object, operation, filter, fields, formulas, outcome, message_en, message_zh, possible_en, possible_zh, approvers, needs_reason } = gate;
  const draft = { object, operation, filter, fields, formulas, outcome, message_en, message_zh, possible_en, possible_zh, approvers, needs_reason };
  return queryOptions({
    queryKey: ["records", "gate", "trial", draft, record],
    queryFn: () => post<GateTrial>("/api/gate-trials", { ...draft, record }),
    placeholderData: (before) => before,
    retry: false,
  });
};
