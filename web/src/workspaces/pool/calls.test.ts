import { expect, test } from "vitest";
import { daysUntil } from "./calls";

test.each([
  ["2026-03-04T12:00:00Z", 3],
  ["2026-03-04T11:59:00Z", 2],
  ["2026-03-01T13:00:00Z", 0],
  ["2026-02-01T13:00:00Z", 0],
])("until %s it is %i days", (when, days) => {
  expect(daysUntil(when, Date.parse("2026-03-01T12:00:00Z"))).toBe(days);
});
