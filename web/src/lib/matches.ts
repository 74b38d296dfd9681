/** Does one record, as the API gives it, match a filter? Only to show or hide buttons: the server decides again. Unknown means yes. */
import type { Condition, Filter } from "./filters";
import { isRelation, operatorOf } from "./filters";

export function matches(filter: Filter | null | undefined, record: Record<string, unknown>, me: { id: number }): boolean {
  return verdict(filter, record, me) ?? true;
}

/** Yes, no, or null where only the server can tell: the opposite of unknown is unknown. */
function verdict(filter: Filter | null | undefined, record: Record<string, unknown>, me: { id: number }): boolean | null {
  if (!filter || Object.keys(filter).length === 0) return true;
  if ("all" in filter && Array.isArray(filter.all)) {
    const parts = filter.all.map((part) => verdict(part as Filter, record, me));
    return parts.includes(false) ? false : parts.includes(null) ? null : true;
  }
  if ("any" in filter && Array.isArray(filter.any)) {
    const parts = filter.any.map((part) => verdict(part as Filter, record, me));
    return parts.includes(true) ? true : parts.includes(null) ? null : false;
  }
  if ("not" in filter && !("field" in filter)) {
    const inner = verdict(filter.not as Filter, record, me);
    return inner === null ? null : !inner;
  }
  if (isRelation(filter) && !("field" in filter)) return null;
  const condition = filter as Condition;
  const operator = operatorOf(condition);
  return test(operator, plain(reach(record, condition.field)), condition[operator], me);
}

function reach(record: Record<string, unknown>, path: string): unknown {
  return path.split(".").reduce<unknown>((value, part) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[part] : undefined), record);
}

function plain(value: unknown): unknown {
  if (typeof value === "object" && value !== null && "id" in value) return (value as { id: unknown }).id;
  return value;
}

const same = (a: unknown, b: unknown) => String(a ?? "") === String(b ?? "");
const isEmpty = (value: unknown) => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** Numbers by size, dates and times (which the API writes so that they sort) by their text. */
function order(a: unknown, b: unknown): number {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? String(a).localeCompare(String(b)) : difference;
}

function test(operator: string, actual: unknown, wanted: unknown, me: { id: number }): boolean | null {
  const expected = wanted === "$me" ? me.id : wanted;
  const list = Array.isArray(expected) ? expected.map((item: unknown) => (item === "$me" ? me.id : item)) : [];
  const held = Array.isArray(actual) ? actual : [actual];
  switch (operator) {
    case "is":
      return same(actual, expected);
    case "is_not":
      return !same(actual, expected);
    case "in":
      return list.some((item) => same(actual, item));
    case "not_in":
      return !list.some((item) => same(actual, item));
    case "has_any":
      return list.some((item) => held.some((mine) => same(mine, item)));
    case "has_all":
      return list.every((item) => held.some((mine) => same(mine, item)));
    case "has_none":
      return !list.some((item) => held.some((mine) => same(mine, item)));
    case "is_empty":
      return isEmpty(actual) === Boolean(expected);
    case "gt":
      return !isEmpty(actual) && order(actual, expected) > 0;
    case "gte":
      return !isEmpty(actual) && order(actual, expected) >= 0;
    case "lt":
      return !isEmpty(actual) && order(actual, expected) < 0;
    case "lte":
      return !isEmpty(actual) && order(actual, expected) <= 0;
    case "contains":
      return String(actual ?? "").toLowerCase().includes(String(expected).toLowerCase());
    case "starts_with":
      return String(actual ?? "").toLowerCase().startsWith(String(expected).toLowerCase());
    default:
      return null;
  }
}
