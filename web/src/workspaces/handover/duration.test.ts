import { expect, test } from "vitest";
import { durationOf } from "./duration";

test.each([
  [0, { key: "minutes", values: { minutes: 1 } }],
  [0.5, { key: "minutes", values: { minutes: 30 } }],
  [1, { key: "hours", values: { hours: 1 } }],
  [5.25, { key: "hours", values: { hours: 5.3 } }],
  [49.5, { key: "days", values: { days: 2, hours: 1 } }],
])("%s hours", (hours, expected) => {
  expect(durationOf(hours)).toEqual(expected);
});
