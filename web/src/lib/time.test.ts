import dayjs from "dayjs";
import { afterEach, expect, it } from "vitest";
import { setZone, showDateTime, toIso } from "./time";

afterEach(() => setZone("UTC"));

it("shows moments in the user's zone", () => {
  setZone("Asia/Shanghai");
  expect(showDateTime("2026-11-22T01:30:00Z")).toBe("2026-11-22 09:30");
  setZone("Europe/Berlin");
  expect(showDateTime("2026-07-01T22:30:00Z")).toBe("2026-07-02 00:30");
});

it("reads what was picked as the user's wall clock", () => {
  setZone("Asia/Shanghai");
  expect(toIso(dayjs("2026-11-22T09:30:00"))).toBe("2026-11-22T01:30:00Z");
  setZone("Europe/Berlin");
  expect(toIso(dayjs("2026-07-02T00:30:00"))).toBe("2026-07-01T22:30:00Z");
});

it("falls back to UTC for a zone that does not exist", () => {
  setZone("Mars/Olympus");
  expect(showDateTime("2026-11-22T01:30:00Z")).toBe("2026-11-22 01:30");
});
