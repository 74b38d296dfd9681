import { expect, test } from "vitest";
import { outcomeOf } from "./outcome";

test("a condition tells its branch, a wait how it ended, other steps nothing", () => {
  expect([{ branch: "then" }, { outcome: "time", late_seconds: 1 }, { outcome: "time", skipped: true }, { record: 5 }, null].map(outcomeOf)).toEqual(["then", "time", "skipped", null, null]);
});
