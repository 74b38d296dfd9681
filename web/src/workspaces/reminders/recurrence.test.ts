import { expect, test } from "vitest";
import { asksDaysOff, newShape, ruleOf, shapeOf, storedOf, type Shape, type Stored } from "./recurrence";

const base = newShape("2026-11-26", "10:00", "Asia/Shanghai"); // a Thursday
const stored = (rule: string): Stored => ({ rule, first: "2026-11-26T10:00", zone: "Asia/Shanghai", days_off: "as_is", without: [], besides: [] });

test("a new recurrence is every week on the weekday of its first day", () => {
  expect(storedOf(base)).toEqual(stored("FREQ=WEEKLY;BYDAY=TH"));
});

test.each<[Partial<Shape>, string]>([
  [{ unit: "workday" }, "FREQ=WORKDAY"],
  [{ unit: "day", interval: 3 }, "FREQ=DAILY;INTERVAL=3"],
  [{ weekdays: [4, 0] }, "FREQ=WEEKLY;BYDAY=MO,FR"],
  [{ weekdays: [] }, "FREQ=WEEKLY;BYDAY=TH"],
  [{ unit: "month", within: "day", day: 15 }, "FREQ=MONTHLY;BYMONTHDAY=15"],
  [{ unit: "month", within: "last" }, "FREQ=MONTHLY;BYMONTHDAY=-1"],
  [{ unit: "month", within: "workday", nth: -1 }, "FREQ=MONTHLY;BYWORKDAY=-1"],
  [{ unit: "month", within: "weekday", nth: 2, weekday: 1 }, "FREQ=MONTHLY;BYDAY=2TU"],
  [{ unit: "year", month: 12, day: 3 }, "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=3"],
  [{ unit: "day", ends: "count", count: 5 }, "FREQ=DAILY;COUNT=5"],
  [{ unit: "day", ends: "until", until: "2026-12-31" }, "FREQ=DAILY;UNTIL=20261231"],
])("%j is written as %s and read back", (part, rule) => {
  const shape = { ...base, ...part };
  expect(ruleOf(shape)).toBe(rule);
  const again = shapeOf(stored(rule));
  expect([again.unit, ruleOf(again)]).toEqual([shape.unit, rule]);
});

test.each(["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYWORKDAY=-1", "FREQ=DAILY;UNTIL=20261231T100000Z", "FREQ=YEARLY;BYMONTHDAY=5", "FREQ=WEEKLY"])(
  "%s stays as it is, as a rule of one's own",
  (rule) => {
    const shape = shapeOf(stored(rule));
    expect([shape.unit, ruleOf(shape)]).toEqual(["own", rule]);
  },
);

test("exceptions, days off and the zone are kept", () => {
  const given: Stored = { ...stored("FREQ=DAILY"), zone: "Europe/Berlin", days_off: "next", without: ["2026-12-01"], besides: ["2026-12-05T09:00"] };
  expect(storedOf(shapeOf(given))).toEqual(given);
});

test("days off are no question for working days", () => {
  const asks = (part: Partial<Shape>) => asksDaysOff({ ...base, ...part });
  expect([asks({}), asks({ unit: "workday" }), asks({ unit: "month", within: "workday" }), asks({ unit: "week", within: "workday" })]).toEqual([true, false, false, true]);
});
