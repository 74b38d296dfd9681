import { expect, test } from "vitest";
import { lengthOf } from "./calls";

test("a reading time is told in its largest units", () => {
  expect(lengthOf(0)).toEqual({ key: "seconds", values: { count: 0, hours: 0, minutes: 0 } });
  expect(lengthOf(59).key).toBe("seconds");
  expect(lengthOf(125)).toEqual({ key: "minutes", values: { count: 2, hours: 0, minutes: 2 } });
  expect(lengthOf(3599).key).toBe("hours");
  expect(lengthOf(5400).values).toEqual({ count: 90, hours: 1, minutes: 30 });
});
