import { afterEach, expect, it } from "vitest";
import { setZone } from "../../lib/time";
import { dayOf, greetingAt, isPast, isToday } from "./day";

afterEach(() => setZone("UTC"));

it("today ends at midnight of the user, not of the computer", () => {
  setZone("Asia/Shanghai");
  expect(dayOf(new Date("2026-11-22T01:05:31.250Z"))).toEqual({ now: "2026-11-22T01:05:00Z", start: "2026-11-21T16:00:00Z", end: "2026-11-22T16:00:00Z", greeting: "morning" });
});

it("a day on which the clocks change has another length", () => {
  setZone("Europe/Berlin");
  expect(dayOf(new Date("2026-10-25T12:00:00Z"))).toMatchObject({ start: "2026-10-24T22:00:00Z", end: "2026-10-25T23:00:00Z" });
});

it("greets by the hour", () => {
  expect([0, 4, 5, 8, 9, 11, 12, 13, 14, 17, 18, 23].map(greetingAt)).toEqual(["evening", "evening", "early", "early", "morning", "morning", "noon", "noon", "afternoon", "afternoon", "evening", "evening"]);
});

it("knows what lies in today and what is past", () => {
  setZone("Asia/Shanghai");
  const day = dayOf(new Date("2026-11-22T01:05:00Z"));
  expect(["2026-11-21T15:59:59Z", "2026-11-21T16:00:00Z", "2026-11-22T15:59:59Z", "2026-11-22T16:00:00Z"].map((at) => isToday(at, day))).toEqual([false, true, true, false]);
  expect(["2026-11-22T01:04:59Z", "2026-11-22T01:05:00Z", "2026-11-22T01:04:59.999+00:00"].map((at) => isPast(at, day))).toEqual([true, false, true]);
});
