import { expect, test } from "vitest";
import type { LateCase } from "./calls";
import { ageOf, grouped } from "./grouping";

const now = Date.parse("2026-11-23T12:00:00Z");
const late = (id: number, owner: number, due_at: string) => ({ id, rule: 1, rule_name: "Leads", owner_id: owner, owner: `P${owner}`, due_at }) as LateCase;

test("what is late is grouped by person, the fullest first, and by age, the oldest first", () => {
  const items = [late(1, 1, "2026-11-23T08:00:00Z"), late(2, 2, "2026-11-20T08:00:00Z"), late(3, 2, "2026-10-01T08:00:00Z")];
  expect(grouped(items, "person", now, (age) => age).map((group) => [group.title, group.items.length])).toEqual([["P2", 2], ["P1", 1]]);
  expect(grouped(items, "age", now, (age) => age).map((group) => group.key)).toEqual(["month", "days", "today"]);
  expect(ageOf("2026-11-15T12:00:00Z", now)).toBe("week");
});
