import { describe, expect, it } from "vitest";
import type { ObjectMeta } from "../../api/types";
import { readListState } from "../../lib/listState";
import type { Day } from "./day";
import { fieldsOf, followUpsQuestion, handOversQuestion, inStage, listPath, mayAsk, meetingsQuestion, overdueQuestion, tasksQuestion } from "./questions";

const day: Day = { now: "2026-11-22T01:05:00Z", start: "2026-11-21T16:00:00Z", end: "2026-11-22T16:00:00Z", greeting: "morning" };

const withFields = (names: string[], read = true) => ({ plural: "leads", rights: { read }, fields: names.map((name) => ({ name })) }) as unknown as ObjectMeta;

describe("the questions", () => {
  it("overdue ends where today begins, and due today ends where tomorrow begins", () => {
    expect(tasksQuestion(day).filter).toEqual({ all: [{ field: "owner", is: "$me" }, { field: "status", not_in: ["completed", "cancelled"] }, { field: "due_at", lt: "2026-11-22T16:00:00Z" }] });
    expect(overdueQuestion(day).filter).toEqual({ all: [{ field: "owner", is: "$me" }, { field: "status", not_in: ["completed", "cancelled"] }, { field: "due_at", lt: "2026-11-21T16:00:00Z" }] });
  });

  it("opportunities without a stage are asked for as empty", () => {
    expect(inStage(3).filter).toEqual({ all: [{ field: "owner", is: "$me" }, { field: "status", is: "open" }, { field: "stage", is: 3 }] });
    expect(inStage(null).filter).toEqual({ all: [{ field: "owner", is: "$me" }, { field: "status", is: "open" }, { field: "stage", is_empty: true }] });
  });

  it("name the fields that they need, also inside groups", () => {
    expect(fieldsOf(meetingsQuestion({ id: 7 }).filter)).toEqual(["starts_at", "status", "owner", "attendees"]);
    expect(fieldsOf({ not: { any: [{ field: "a", is: 1 }, { all: [{ field: "b.c", is: 2 }] }] } })).toEqual(["a", "b.c"]);
  });
});

describe("mayAsk", () => {
  it("wants the object readable and every field shown", () => {
    const all = ["owner", "handed_over_at", "accepted_at", "status"];
    expect(mayAsk(withFields(all), handOversQuestion)).toBe(true);
    expect(mayAsk(withFields(all, false), handOversQuestion)).toBe(false);
    expect(mayAsk(withFields(all.slice(0, 3)), handOversQuestion)).toBe(false);
    expect(mayAsk(undefined, handOversQuestion)).toBe(false);
  });
});

it("the link opens the list with the same filter and order", () => {
  const question = followUpsQuestion(day);
  const path = listPath({ plural: "leads" }, question);
  expect(path.slice(0, path.indexOf("?"))).toBe("/leads");
  expect(readListState(new URLSearchParams(path.slice(path.indexOf("?"))))).toEqual({ list: null, view: null, filter: question.filter, sort: "next_contact_at", columns: null, group: null, search: "" });
});
