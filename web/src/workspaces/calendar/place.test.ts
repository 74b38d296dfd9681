import { describe, expect, test } from "vitest";
import { rangeOf, readPlace, step, weekNumber, writePlace } from "./place";

describe("the place in the calendar", () => {
  test("is read from the address, and nonsense in it is left out", () => {
    const place = readPlace(new URLSearchParams("view=month&on=2026-11-22&users=3,x,3,-1,5&rooms="), "2026-01-01", "week");
    expect(place).toEqual({ view: "month", on: "2026-11-22", users: [3, 5], rooms: [] });
    expect(readPlace(new URLSearchParams("view=year&on=2026-99"), "2026-01-01", "week")).toEqual({ view: "week", on: "2026-01-01", users: [], rooms: [] });
    expect(writePlace(place, "2026-01-01", "week")).toEqual({ view: "month", on: "2026-11-22", users: "3,5" });
  });
  test("shows whole weeks from Monday on", () => {
    expect(rangeOf("week", "2026-11-22")).toEqual({ first: "2026-11-16", last: "2026-11-22" });
    expect(rangeOf("month", "2026-11-22")).toEqual({ first: "2026-10-26", last: "2026-12-06" });
    expect([step("week", "2026-11-22", 1), step("month", "2026-01-31", 1), step("day", "2026-03-01", -1)]).toEqual(["2026-11-29", "2026-02-01", "2026-02-28"]);
    expect([weekNumber("2027-01-03"), weekNumber("2027-01-04"), weekNumber("2026-12-31")]).toEqual([53, 1, 53]);
  });
});
