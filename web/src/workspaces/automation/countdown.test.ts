import { expect, test } from "vitest";
import { timeLeft } from "./countdown";

const now = Date.parse("2026-11-30T06:00:00Z");

test.each([
  ["2026-12-02T06:00:00Z", { key: "days", values: { days: 2, hours: 0 } }],
  ["2026-12-01T05:59:59Z", { key: "hours", values: { hours: 23, minutes: 59 } }],
  ["2026-11-30T06:04:10Z", { key: "minutes", values: { minutes: 4, seconds: 10 } }],
  ["2026-11-30T06:00:00Z", { key: "now", values: {} }],
  ["2026-11-30T05:00:00Z", { key: "now", values: {} }],
])("the time left until %s", (until, expected) => {
  expect(timeLeft(until, now)).toEqual(expected);
});
