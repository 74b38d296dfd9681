import { expect, test } from "vitest";
import { listAddress, neighboursIn, rememberList } from "./neighbours";

test("the first has none before it, the last none after, a stranger neither", () => {
  expect(neighboursIn([7, 8, 9], 7)).toEqual({ previous: null, next: 8, place: 1, count: 3 });
  expect(neighboursIn([7, 8, 9], 9)).toEqual({ previous: 8, next: null, place: 3, count: 3 });
  expect(neighboursIn([7, 8, 9], 5)).toEqual({ previous: null, next: null, place: 0, count: 0 });
});

test("the way back leads to the list as it was", () => {
  expect(listAddress("leads")).toBe("/leads");
  rememberList("lead", "leads", "/leads?list=mine&search=li");
  expect(listAddress("leads")).toBe("/leads?list=mine&search=li");
});
