/** What is made of a line in natural words: a meeting, a task, or something one is reminded of until it is done. */
import type { components } from "../../api/generated";

type Understood = components["schemas"]["WordsUnderstood"];

export interface Making {
  object: "meeting" | "task" | "reminder";
  path: string;
  body: Record<string, unknown>;
}

/** `close` is when a promise or reminder without a time is due: the end of the working day, or in an hour after it. */
export function makingOf(understood: Understood, close: string): Making {
  const { subject, kind, due, ends, recurrence, remind_every_minutes: repeat, before_minutes: before } = understood;
  const insists = recurrence !== null || repeat !== null || before !== null;
  if (kind === "meeting" && due && !insists) return { object: "meeting", path: "/api/meetings", body: { subject, starts_at: due, ends_at: ends ?? new Date(Date.parse(due) + 3_600_000).toISOString() } };
  if (kind === "task" && !insists) return { object: "task", path: "/api/tasks", body: { subject, due_at: due } };
  return {
    object: "reminder",
    path: "/api/reminders",
    body: {
      subject,
      kind: kind === "promise" ? "promise" : recurrence ? "duty" : "reminder",
      repeat_minutes: repeat,
      ahead_minutes: before ?? 0,
      ...(recurrence ? { recurrence } : { starts_at: due ?? close }),
    },
  };
}
