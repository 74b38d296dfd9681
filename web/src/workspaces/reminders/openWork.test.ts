import { describe, expect, it } from "vitest";
import type { Workday } from "./calls";
import { dealOf, openWork } from "./openWork";

const reminder = (id: number, kind: string, due_at: string) => ({ id, reminder: id + 100, subject: `R${id}`, kind, due_at, about: null, repeats: id === 1 ? "every day" : "" });
const taskOf = (id: number, due_at: string) => ({ id, subject: `T${id}`, due_at, about: null });

describe("what of a day is open", () => {
  const day = { reminders: [reminder(1, "reminder", "2026-11-24T08:00:00Z"), reminder(2, "promise", "2026-11-24T09:00:00Z")], tasks: [taskOf(3, "2026-11-24T01:00:00Z")] } as unknown as Workday;
  const work = openWork(day, Date.parse("2026-11-24T07:00:00Z"));

  it("has promises first, then what is overdue, then what is still ahead", () => {
    expect(work.map(({ subject, isAhead }) => [subject, isAhead])).toEqual([["R2", true], ["T3", false], ["R1", true]]);
  });

  it("knows what comes again", () => {
    expect(work.filter((each) => each.repeats).map((each) => each.subject)).toEqual(["R1"]);
  });

  it("says to the server which time of which reminder is meant", () => {
    const [promise, task] = work;
    if (!promise || !task) throw new Error("nothing is open");
    expect(dealOf(promise, "hand_over", { to: 7 })).toEqual({ object: "reminder", id: 102, occurrence: 2, what: "hand_over", to: 7, times: "all", note: "" });
    expect(dealOf(task, "done")).toEqual({ object: "task", id: 3, occurrence: null, what: "done", to: null, times: "all", note: "" });
  });
});
