import dayjs from "dayjs";
import { describe, expect, it } from "vitest";
import { minutesUntil, snoozes } from "./snoozes";

describe("putting a reminder off", () => {
  it("offers the afternoon only while it is to come, and Monday only when that is not tomorrow", () => {
    const keys = (at: string) => snoozes(dayjs(at)).map(({ key }) => key);
    expect(keys("2026-11-24T10:00")).toEqual(["m10", "m30", "h1", "afternoon", "tomorrow", "monday"]);
    expect(keys("2026-11-24T15:00")).toEqual(["m10", "m30", "h1", "tomorrow", "monday"]);
    expect(keys("2026-11-29T15:00")).toEqual(["m10", "m30", "h1", "tomorrow"]);
  });

  it("names the moment each stands for", () => {
    const found = Object.fromEntries(snoozes(dayjs("2026-11-24T10:07")).map(({ key, until }) => [key, until.format("YYYY-MM-DD HH:mm")]));
    expect(found).toEqual({ m10: "2026-11-24 10:17", m30: "2026-11-24 10:37", h1: "2026-11-24 11:07", afternoon: "2026-11-24 14:00", tomorrow: "2026-11-25 09:00", monday: "2026-11-30 09:00" });
  });

  it("counts whole minutes, one at least", () => {
    const now = dayjs("2026-11-24T10:00");
    expect(minutesUntil(now.add(90, "second"), now)).toBe(2);
    expect(minutesUntil(now.subtract(1, "hour"), now)).toBe(1);
  });
});
