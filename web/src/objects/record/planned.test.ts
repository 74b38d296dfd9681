import { describe, expect, it } from "vitest";
import type { Row } from "../../api/types";
import { bySoonest, isAhead, planned } from "./planned";

const row = (id: number, values: Record<string, unknown>): Row => ({ id, version: 1, title: `${id}`, created_at: "", updated_at: "", ...values });
const now = Date.parse("2026-11-22T08:00:00Z");

describe("what is planned", () => {
  it("stands by its moment, the soonest first, without one last", () => {
    const items = [planned("task", row(1, { due_at: null }), now), planned("meeting", row(2, { starts_at: "2026-11-23T08:00:00Z" }), now), planned("task", row(3, { due_at: "2026-11-20T08:00:00Z" }), now)];
    expect(items.sort(bySoonest).map((each) => each.row.id)).toEqual([3, 2, 1]);
  });

  it("is late when its moment has passed", () => {
    expect(planned("task", row(1, { due_at: "2026-11-22T07:59:59Z" }), now).late).toBe(true);
    expect(planned("task", row(1, { due_at: "2026-11-22T08:00:01Z" }), now).late).toBe(false);
    expect(planned("task", row(1, { due_at: null }), now).late).toBe(false);
  });

  it("keeps a late task and drops a meeting of long ago", () => {
    expect(isAhead(planned("task", row(1, { due_at: "2020-01-01T00:00:00Z" }), now))).toBe(true);
    expect(isAhead(planned("meeting", row(1, { starts_at: "2020-01-01T00:00:00Z" }), now))).toBe(false);
  });
});
