/** For how long one can put a reminder off: the choices that make sense at this time of the day. */
import dayjs, { type Dayjs } from "dayjs";

export interface Snooze {
  key: string;
  /** Translation key, with its values. */
  label: string;
  values?: Record<string, unknown>;
  until: Dayjs;
}

const MORNING = 9;
const AFTERNOON = 14;

/** `now` is the time on the person's clock. */
export function snoozes(now: Dayjs): Snooze[] {
  const minutes = (count: number): Snooze => ({ key: `m${count}`, label: "reminders.later.minutes", values: { count }, until: now.add(count, "minute") });
  const tomorrow = now.add(1, "day").hour(MORNING).minute(0).second(0).millisecond(0);
  const monday = now.add(((8 - now.day()) % 7) || 7, "day").hour(MORNING).minute(0).second(0).millisecond(0);
  const found: Snooze[] = [minutes(10), minutes(30), { key: "h1", label: "reminders.later.hour", until: now.add(1, "hour") }];
  if (now.hour() < AFTERNOON - 1) found.push({ key: "afternoon", label: "reminders.later.afternoon", until: now.hour(AFTERNOON).minute(0).second(0).millisecond(0) });
  found.push({ key: "tomorrow", label: "reminders.later.tomorrow", until: tomorrow });
  if (!monday.isSame(tomorrow, "day")) found.push({ key: "monday", label: "reminders.later.monday", until: monday });
  return found;
}

/** Minutes from now, for the server, which counts from its own clock. */
export const minutesUntil = (until: Dayjs, now: Dayjs = dayjs()): number => Math.max(1, Math.round(until.diff(now, "second") / 60));
