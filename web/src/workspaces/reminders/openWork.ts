/** What of a day is still open, as one list: promises and reminders first, then tasks; and what must be dealt with before one goes. */
import type { Deal, Occurrence, Workday, WorkTask } from "./calls";

export interface OpenWork {
  key: string;
  object: "reminder" | "task";
  id: number;
  occurrence: number | null;
  subject: string;
  dueAt: string | null;
  about: Occurrence["about"];
  isPromise: boolean;
  /** It comes again: handing it over may mean this time only. */
  repeats: boolean;
  /** Due later today: it may also stay as it is. */
  isAhead: boolean;
}

const ofReminder = (each: Occurrence, now: number): OpenWork => ({
  key: `reminder:${each.id}`,
  object: "reminder",
  id: each.reminder,
  occurrence: each.id,
  subject: each.subject,
  dueAt: each.due_at,
  about: each.about,
  isPromise: each.kind === "promise",
  repeats: each.repeats !== "",
  isAhead: Date.parse(each.due_at) > now,
});

const ofTask = (each: WorkTask, now: number): OpenWork => ({
  key: `task:${each.id}`,
  object: "task",
  id: each.id,
  occurrence: null,
  subject: each.subject,
  dueAt: each.due_at,
  about: each.about,
  isPromise: false,
  repeats: false,
  isAhead: each.due_at !== null && Date.parse(each.due_at) > now,
});

export function openWork(day: Workday, now: number): OpenWork[] {
  const found = [...day.reminders.map((each) => ofReminder(each, now)), ...day.tasks.map((each) => ofTask(each, now))];
  return found.sort((a, b) => Number(b.isPromise) - Number(a.isPromise) || Number(a.isAhead) - Number(b.isAhead) || String(a.dueAt).localeCompare(String(b.dueAt)));
}

export const dealOf = (work: OpenWork, what: Deal["what"], further: { to?: number; times?: Deal["times"]; note?: string } = {}): Deal => ({
  object: work.object,
  id: work.id,
  occurrence: work.occurrence,
  what,
  to: further.to ?? null,
  times: further.times ?? "all",
  note: further.note ?? "",
});
