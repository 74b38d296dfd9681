/** The days of a month as whole weeks, Monday first. */
import dayjs from "dayjs";

const DAY = "YYYY-MM-DD";

/** Of "2026-11": the weeks that show it, each of seven days. */
export function weeksOf(month: string): string[][] {
  const first = dayjs(`${month}-01`);
  const before = (first.day() + 6) % 7;
  const start = first.subtract(before, "day");
  const count = Math.ceil((before + first.daysInMonth()) / 7);
  return Array.from({ length: count }, (_week, week) => Array.from({ length: 7 }, (_day, day) => start.add(week * 7 + day, "day").format(DAY)));
}

/** "2026-12" of "2026-11" and 1. */
export const monthAfter = (month: string, by: number): string => dayjs(`${month}-01`).add(by, "month").format("YYYY-MM");
