import { expect, it } from "vitest";
import { setZone } from "../../lib/time";
import { dueState } from "./dueState";

it("tells what is overdue, due today in the person's zone, and later", () => {
  setZone("Asia/Shanghai");
  const now = "2026-11-22T04:00:00Z";
  expect(dueState("2026-11-22T03:59:00Z", now)).toBe("overdue");
  expect(dueState("2026-11-22T15:59:00Z", now)).toBe("today");
  expect(dueState("2026-11-22T16:00:00Z", now)).toBe("later");
  expect(dueState(null, now)).toBe("later");
});
