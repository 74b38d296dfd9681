import { expect, test } from "vitest";
import { draftOf, moved, toWire, withNew, withRequired, type StageItem } from "./draft";

const item = (id: number, kind: StageItem["kind"], required: string[] = []): StageItem => ({ id, name_en: `S${id}`, name_zh: "", kind, probability: id, max_days: id === 1 ? "14.00" : null, required, count: 0 });
const drafts = [item(1, "open", ["amount"]), item(2, "open"), item(3, "won"), item(4, "lost")].map(draftOf);

test("a new stage stands before those that end", () => {
  expect(withNew(drafts).map((each) => each.id)).toEqual([1, 2, null, 3, 4]);
  expect(drafts[0]?.max_days).toBe(14);
});

test("a stage moves by one place, and not over the ends", () => {
  expect(moved(drafts, 0, 1).map((each) => each.id)).toEqual([2, 1, 3, 4]);
  expect(moved(drafts, 0, -1).map((each) => each.id)).toEqual([1, 2, 3, 4]);
});

test("a field is required from one stage on only", () => {
  expect(withRequired(drafts, "s2", ["amount"]).map((each) => each.required)).toEqual([[], ["amount"], [], []]);
});

test("opportunities of a stage that goes move to a place in the new order", () => {
  const left = drafts.slice(1);
  expect(toWire(left, { 1: "s3", 9: "gone" }).moves).toEqual([{ stage: 1, to: 1 }]);
});
