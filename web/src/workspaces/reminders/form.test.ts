import { describe, expect, it } from "vitest";
import { draftOf, valuesOf } from "./form";

describe("the form of a reminder", () => {
  it("begins with what is given and says once unless told otherwise", () => {
    const draft = draftOf(undefined, { related_to: "lead:5", starts_at: "2026-12-01T02:00:00Z" });
    expect(draft.when).toBe("once");
    expect(valuesOf({ ...draft, plain: { ...draft.plain, subject: "Call" }, points: " ask \n\nbring" })).toEqual({
      subject: "Call",
      kind: "reminder",
      related_to: "lead:5",
      urgent: false,
      notes: "",
      repeat_minutes: null,
      ahead_minutes: 0,
      recurrence: {},
      relative: {},
      condition: {},
      checklist: [{ text: "ask", done: false }, { text: "bring", done: false }],
      starts_at: "2026-12-01T02:00:00Z",
    });
  });

  it("drops a condition when it is about a record of another object", () => {
    const draft = draftOf(undefined, { related_to: "lead:5" });
    const chosen = { ...draft, condition: { object: "lead", filter: { field: "status", is: "new" } } };
    expect(valuesOf(chosen)["condition"]).toEqual({ field: "status", is: "new" });
    expect(valuesOf({ ...chosen, plain: { ...draft.plain, related_to: "account:2" } })["condition"]).toEqual({});
  });

  it("keeps ticks of points whose words stay, and turns days before into a negative number", () => {
    const record = { id: 1, title: "Call", subject: "Call", owner: { id: 3, title: "Bo" }, relative: { field: "due_date", days: -3, working: true, at: "09:30:00" }, checklist: [{ text: "ask", done: true }, { text: "bring", done: false }] };
    const draft = draftOf(record as never, {});
    expect(draft.when).toBe("follows");
    expect(draft.relative).toEqual({ field: "due_date", days: 3, before: true, working: true, at: "09:30" });
    const values = valuesOf({ ...draft, points: "ask\npay" }, record as never);
    expect(values["checklist"]).toEqual([{ text: "ask", done: true }, { text: "pay", done: false }]);
    expect(values["relative"]).toEqual({ field: "due_date", days: -3, working: true, at: "09:30" });
    expect(values["owner"]).toBe(3);
    expect(values["ladder"]).toBe(null); // taken away, unlike that of a new reminder
    expect("starts_at" in values).toBe(false);
  });
});
