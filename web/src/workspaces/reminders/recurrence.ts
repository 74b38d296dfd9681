/** A recurrence as the server keeps it, and as the editor shows it. What the editor has no fields for stays as its own rule. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { components } from "../../api/generated";

export type Stored = components["schemas"]["StoredRule"];
export type Previewed = components["schemas"]["Previewed"];
export type PreviewedTime = components["schemas"]["PreviewedTime"];
export type DaysOff = Stored["days_off"];
export type Unit = "workday" | "day" | "week" | "month" | "year" | "own";
export type Within = "day" | "last" | "workday" | "weekday";

export interface Shape {
  unit: Unit;
  interval: number;
  /** 0 is Monday. */
  weekdays: readonly number[];
  month: number;
  within: Within;
  day: number;
  nth: number;
  weekday: number;
  own: string;
  /** The first day and the clock, local to the zone. */
  from: string;
  at: string;
  zone: string;
  daysOff: DaysOff;
  ends: "never" | "until" | "count";
  until: string;
  count: number;
  without: readonly string[];
  besides: readonly string[];
}

export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const FREQUENCY: Record<Exclude<Unit, "own">, string> = { workday: "WORKDAY", day: "DAILY", week: "WEEKLY", month: "MONTHLY", year: "YEARLY" };

const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/** What a new recurrence begins with: every week on the weekday of its first day. */
export function newShape(from: string, at: string, zone: string): Shape {
  const day = Number(from.slice(8, 10));
  return {
    unit: "week", interval: 1, weekdays: [weekdayOf(from)], month: Number(from.slice(5, 7)), within: "day", day, nth: 1, weekday: weekdayOf(from), own: "",
    from, at, zone, daysOff: "as_is", ends: "never", until: from, count: 10, without: [], besides: [],
  };
}

/** The rule in the words of RFC 5545, without what it would mean anyway. */
export function ruleOf(shape: Shape): string {
  if (shape.unit === "own") return shape.own.trim();
  const parts = [`FREQ=${FREQUENCY[shape.unit]}`];
  if (shape.interval !== 1) parts.push(`INTERVAL=${shape.interval}`);
  if (shape.unit === "week") parts.push(`BYDAY=${[...(shape.weekdays.length ? shape.weekdays : [weekdayOf(shape.from)])].sort((a, b) => a - b).map((day) => WEEKDAYS[day]).join(",")}`);
  if (shape.unit === "year") parts.push(`BYMONTH=${shape.month}`);
  if (shape.unit === "month" || shape.unit === "year") {
    const weekday = WEEKDAYS[shape.weekday] ?? "MO";
    parts.push({ day: `BYMONTHDAY=${shape.day}`, last: "BYMONTHDAY=-1", workday: `BYWORKDAY=${shape.nth}`, weekday: `BYDAY=${shape.nth}${weekday}` }[shape.within]);
  }
  if (shape.ends === "count") parts.push(`COUNT=${shape.count}`);
  if (shape.ends === "until") parts.push(`UNTIL=${shape.until.replaceAll("-", "")}`);
  return parts.join(";");
}

export function storedOf(shape: Shape): Stored {
  return { rule: ruleOf(shape), first: `${shape.from}T${shape.at}`, zone: shape.zone, days_off: shape.daysOff, without: [...shape.without], besides: [...shape.besides] };
}

/** The fields that show a kept recurrence; it gives the same rule back. */
export function shapeOf(stored: Stored): Shape {
  const base: Shape = {
    ...newShape(stored.first.slice(0, 10), stored.first.slice(11, 16), stored.zone),
    daysOff: stored.days_off, without: stored.without ?? [], besides: stored.besides ?? [],
  };
  const read = readRule(base, stored.rule);
  return read && sameRule(ruleOf(read), stored.rule) ? read : { ...base, unit: "own", own: stored.rule };
}

function sameRule(one: string, other: string): boolean {
  const parts = (rule: string) => rule.split(";").filter((part) => part !== "INTERVAL=1").sort().join(";");
  return parts(one) === parts(other);
}

function readRule(base: Shape, rule: string): Shape | undefined {
  const given = new Map(rule.split(";").map((part) => part.split("=", 2) as [string, string]));
  const unit = (Object.keys(FREQUENCY) as (keyof typeof FREQUENCY)[]).find((each) => FREQUENCY[each] === given.get("FREQ"));
  if (!unit) return undefined;
  const until = given.get("UNTIL") ?? "";
  const count = given.get("COUNT");
  const shape: Shape = {
    ...base, unit, interval: Number(given.get("INTERVAL") ?? 1),
    ...(count ? { ends: "count" as const, count: Number(count) } : {}),
    ...(/^\d{8}$/.test(until) ? { ends: "until" as const, until: `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}` } : {}),
  };
  const days = given.get("BYDAY") ?? "";
  if (unit === "week") return { ...shape, weekdays: days ? days.split(",").map((day) => WEEKDAYS.indexOf(day as (typeof WEEKDAYS)[number])) : shape.weekdays };
  if (unit !== "month" && unit !== "year") return shape;
  const month = given.has("BYMONTH") ? Number(given.get("BYMONTH")) : shape.month;
  const workday = given.get("BYWORKDAY");
  if (workday) return { ...shape, month, within: "workday", nth: Number(workday) };
  const numbered = /^(-?\d)(MO|TU|WE|TH|FR|SA|SU)$/.exec(days);
  if (numbered) return { ...shape, month, within: "weekday", nth: Number(numbered[1]), weekday: WEEKDAYS.indexOf(numbered[2] as (typeof WEEKDAYS)[number]) };
  const day = Number(given.get("BYMONTHDAY") ?? shape.day);
  return day === -1 ? { ...shape, month, within: "last" } : { ...shape, month, day };
}

/** Whether what happens on days off is a question at all. */
export const asksDaysOff = (shape: Shape): boolean => shape.unit !== "workday" && !((shape.unit === "month" || shape.unit === "year") && shape.within === "workday");

export const previewQuery = (stored: Stored, calendar?: number) =>
  queryOptions({
    queryKey: ["recurrence", stored, calendar ?? 0],
    queryFn: ({ signal }) => request<Previewed>("POST", "/api/recurrence/preview", { body: { ...stored, calendar: calendar ?? null }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
