/** Today in the user's zone: its two ends as moments of the API, and how one greets at this hour. */
import dayjs from "dayjs";
import { inZone, toIso } from "../../lib/time";

export type Greeting = "early" | "morning" | "noon" | "afternoon" | "evening";

export interface Day {
  /** This minute. */
  now: string;
  /** The first moment of today, and the first of tomorrow. */
  start: string;
  end: string;
  greeting: Greeting;
}

export function greetingAt(hour: number): Greeting {
  if (hour >= 5 && hour < 9) return "early";
  if (hour >= 9 && hour < 12) return "morning";
  if (hour >= 12 && hour < 14) return "noon";
  if (hour >= 14 && hour < 18) return "afternoon";
  return "evening";
}

export function dayOf(now: Date): Day {
  const minute = `${now.toISOString().slice(0, 16)}:00Z`;
  const here = inZone(minute);
  const date = dayjs(here.format("YYYY-MM-DD"));
  return { now: minute, start: toIso(date), end: toIso(date.add(1, "day")), greeting: greetingAt(here.hour()) };
}

export const isToday = (iso: string, day: Day): boolean => momentOf(iso) >= momentOf(day.start) && momentOf(iso) < momentOf(day.end);
export const isPast = (iso: string, day: Day): boolean => momentOf(iso) < momentOf(day.now);

const momentOf = (iso: string) => new Date(iso).getTime();
