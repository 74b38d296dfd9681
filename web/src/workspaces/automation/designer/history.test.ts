import { expect, test } from "vitest";
import { emptyDocument, type Document } from "../document/types";
import { changed, startHistory, type Change } from "./history";

const of = (name: string): Document => emptyDocument(name);
const after = (...changes: Change[]) => changes.reduce(changed, startHistory(of("0")));
const change = (name: string, field?: string, now = 0): Change => ({ type: "change", document: of(name), of: field, now });

test("changes are taken back and done again one by one", () => {
  const two = after(change("1"), change("2"));
  expect(two.past.map((each) => each.object)).toEqual(["0", "1"]);
  const undone = [{ type: "undo" } as const, { type: "undo" } as const, { type: "undo" } as const].reduce(changed, two);
  expect([undone.document.object, undone.future.map((each) => each.object)]).toEqual(["0", ["1", "2"]]);
  expect(changed(undone, { type: "redo" }).document.object).toBe("1");
  expect(changed(changed(two, { type: "undo" }), change("3")).future).toEqual([]);
});

test("typing in one place is one change, until one pauses or goes elsewhere", () => {
  expect(after(change("1", "title", 0), change("2", "title", 500), change("3", "title", 1600)).past).toHaveLength(1);
  expect(after(change("1", "title", 0), change("2", "title", 1500)).past).toHaveLength(2);
  expect(after(change("1", "title", 0), change("2", "body", 100)).past).toHaveLength(2);
  expect(after(change("1", "title", 0), { type: "undo" }).document.object).toBe("0");
});
