import { expect, test } from "vitest";
import { monthAfter, weeksOf } from "./month";

test("a month is shown in whole weeks from Monday to Sunday", () => {
  const november = weeksOf("2026-11"); // begins on a Sunday
  expect(november).toHaveLength(6);
  expect([november[0]?.[0], november[0]?.[6], november[5]?.[0], november[5]?.[6]]).toEqual(["2026-10-26", "2026-11-01", "2026-11-30", "2026-12-06"]);
  expect(weeksOf("2027-02").flat()).toEqual(Array.from({ length: 28 }, (_, at) => `2027-02-${String(at + 1).padStart(2, "0")}`)); // begins on a Monday
  expect(weeksOf("2026-06")).toHaveLength(5);
});

test("months follow each other over the year's end", () => {
  expect([monthAfter("2026-12", 1), monthAfter("2027-01", -1), monthAfter("2026-11", 0)]).toEqual(["2027-01", "2026-12", "2026-11"]);
});
