import { expect, test } from "vitest";
import { leaves } from "./leaves";

test("only what differs is named, with its place", () => {
  expect(leaves({ id: "a", ask: { due: { days: 2 }, to: [{ user: 1 }] } }, { ask: { to: [{ user: 2 }], due: { days: 3 } }, id: "a" })).toEqual([
    { path: "ask.due.days", before: 2, after: 3 },
    { path: "ask.to.0.user", before: 1, after: 2 },
  ]);
  expect(leaves({ a: 1 }, { a: { b: 1 } })).toEqual([{ path: "a", before: 1, after: { b: 1 } }]);
  expect(leaves({ a: [1, 2] }, { a: [1, 2] })).toEqual([]);
});
