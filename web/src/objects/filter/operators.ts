/** Operators as the builder offers them: "is empty" comes as two, and comparisons of times read as before and after. */
import type { FieldMeta } from "../../api/types";
import { kindOf } from "../fields/kinds";

export const PERIODS = ["today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month", "next_month", "this_year"] as const;
export const UNITS = ["hours", "days", "weeks", "months"] as const;

const TEMPORAL: Record<string, string> = { lt: "before", lte: "until", gt: "after", gte: "from" };

/** The translation key of an operator for this field. */
export function operatorKey(field: FieldMeta, operator: string, value?: unknown): string {
  if (operator === "is_empty") return value === false ? "operator.is_filled" : "operator.is_empty";
  const temporal = kindOf(field).temporal ? TEMPORAL[operator] : undefined;
  return `operator.${temporal ?? operator}`;
}

export const MANY = new Set(["in", "not_in", "has_any", "has_all", "has_none"]);

/** What a fresh condition with this operator holds; what was there stays if it still fits. */
export function startValue(operator: string, before: unknown, beforeOperator: string): unknown {
  const wasMany = MANY.has(beforeOperator);
  const isMany = MANY.has(operator);
  if (operator === "is_empty") return true;
  if (operator === "within_last" || operator === "within_next") return beforeOperator.startsWith("within") ? before : { days: 7 };
  if (operator === "on" || operator === "by_end_of") return PERIODS.some((each) => each === before) ? before : "today";
  if (["is_empty", "within_last", "within_next", "on", "by_end_of", "between"].includes(beforeOperator)) return isMany ? [] : undefined;
  if (operator === "between") return [before, undefined];
  if (isMany === wasMany) return before;
  if (isMany) return before === undefined || before === null || before === "" ? [] : [before];
  return Array.isArray(before) ? before[0] : before;
}
