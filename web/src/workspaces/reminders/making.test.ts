import { describe, expect, it } from "vitest";
import { makingOf } from "./making";

type Given = Parameters<typeof makingOf>[0];
const understood = (values: Partial<Given>): Given => ({ subject: "Call", kind: "reminder", due: null, ends: null, all_day: false, past: false, recurrence: null, remind_every_minutes: null, before_minutes: null, people: [], spans: [], problem: null, sentence: "", ...values });
const CLOSE = "2026-11-24T10:00:00Z";

describe("what is made of a line of words", () => {
  it("makes a promise due at the end of the day where no time is named", () => {
    expect(makingOf(understood({ kind: "promise" }), CLOSE)).toEqual({ object: "reminder", path: "/api/reminders", body: { subject: "Call", kind: "promise", repeat_minutes: null, ahead_minutes: 0, starts_at: CLOSE } });
  });

  it("makes a meeting of an hour, and a task", () => {
    expect(makingOf(understood({ kind: "meeting", due: "2026-11-24T02:00:00Z" }), CLOSE).body).toEqual({ subject: "Call", starts_at: "2026-11-24T02:00:00Z", ends_at: "2026-11-24T03:00:00.000Z" });
    expect(makingOf(understood({ kind: "task" }), CLOSE)).toEqual({ object: "task", path: "/api/tasks", body: { subject: "Call", due_at: null } });
  });

  it("reminds of whatever comes again or is to be repeated", () => {
    const recurrence = { rule: "FREQ=WEEKLY;BYDAY=MO", first: "2026-11-30T10:00", zone: "Asia/Shanghai", days_off: "as_is", without: [], besides: [] } as unknown as NonNullable<Given["recurrence"]>;
    expect(makingOf(understood({ kind: "meeting", recurrence, remind_every_minutes: 30 }), CLOSE).body).toEqual({ subject: "Call", kind: "duty", repeat_minutes: 30, ahead_minutes: 0, recurrence });
    expect(makingOf(understood({ kind: "task", due: CLOSE, before_minutes: 15 }), CLOSE).object).toBe("reminder");
  });
});
