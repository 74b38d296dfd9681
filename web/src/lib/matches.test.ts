import { describe, expect, it } from "vitest";
import type { Filter } from "./filters";
import { matches } from "./matches";

const record = { status: "new", score: "80", owner: { id: 3, title: "Bo" }, tags: ["a", "b"], email: "", account: { id: 1, title: "x", industry: "bank" } };

describe("whether a record fits a filter", () => {
  const cases: [Filter | null, boolean][] = [
    [null, true],
    [{ field: "status", is: "new" }, true],
    [{ field: "status", is_not: "new" }, false],
    [{ field: "status", in: ["old", "new"] }, true],
    [{ field: "status", not_in: ["old", "new"] }, false],
    [{ field: "owner", is: "$me" }, true],
    [{ field: "owner", in: ["$me"] }, true],
    [{ field: "owner", is: 4 }, false],
    [{ field: "score", gte: 80 }, true],
    [{ field: "score", lt: 80 }, false],
    [{ field: "tags", has_any: ["b", "z"] }, true],
    [{ field: "tags", has_all: ["a", "z"] }, false],
    [{ field: "tags", has_none: ["z"] }, true],
    [{ field: "email", is_empty: true }, true],
    [{ field: "email", is_empty: false }, false],
    [{ field: "account.industry", is: "bank" }, true],
    [{ all: [{ field: "status", is: "new" }, { field: "score", gt: 90 }] }, false],
    [{ any: [{ field: "status", is: "old" }, { field: "score", gt: 70 }] }, true],
    [{ not: { field: "status", is: "new" } }, false],
    [{ not: { related: { by: "task.related_to" } } }, true],
    [{ not: { field: "status", within_last: { days: 7 } } }, true],
    [{ all: [{ followed_by: "$me" }, { field: "status", is: "old" }] }, false],
  ];
  it.each(cases)("%j → %s", (filter, expected) => {
    expect(matches(filter, record, { id: 3 })).toBe(expected);
  });
});
