import { expect, test } from "vitest";
import { lengthOf } from "./duration";

test.each([
  [0.4, "seconds", 0.4],
  [75, "seconds", 75],
  [120, "minutes", 2],
  [5_400, "hours", 1.5],
  [172_800, "days", 2],
  [2_000_000, "days", 23],
])("%d seconds are shown in %s", (seconds, key, count) => {
  expect(lengthOf(seconds)).toEqual({ key, count });
});
