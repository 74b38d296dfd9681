import { describe, expect, it } from "vitest";
import { addTo, chipsOf, join, newCondition, newFollowed, newGroup, newRelated, replaceNode, toFilter, toTree, withoutChip, type Filter, type GroupNode } from "./filters";

const open: Filter = { field: "status", is: "open" };
const big: Filter = { field: "amount", gt: 10000 };
const late: Filter = { field: "due_on", on: "last_week" };

describe("the filter builder's tree", () => {
  it("gives back every kind of filter that it was made from", () => {
    const filters: Filter[] = [
      open,
      { all: [open, big] },
      { any: [open, { all: [big, late] }] },
      { not: { any: [open, big] } },
      { all: [{ not: open }, { field: "owner", is: "$me" }, { field: "created_at", within_last: { days: 7 } }, { field: "score", between: [1, 5] }, { field: "email", is_empty: false }] },
    ];
    for (const filter of filters) expect(toFilter(toTree(filter))).toEqual(filter);
  });

  it("gives back conditions on related records and followers, any and none, within each other", () => {
    const deal: Filter = { related: { by: "opportunity.account", filter: { all: [big, { not: { related: { by: "task.related_to", filter: open } } }] } } };
    const filters: Filter[] = [deal, { not: deal }, { related: { by: "task.related_to" } }, { followed_by: "$me" }, { all: [open, { not: { followed_by: 7 } }] }];
    for (const filter of filters) expect(toFilter(toTree(filter))).toEqual(filter);
  });

  it("leaves out unfinished conditions on related records too, unless the whole is kept for the server to refuse", () => {
    const tree = newGroup("all", [newRelated("task.related_to", true, newGroup("all", [newCondition("subject", "contains", "")])), newFollowed(null)]);
    expect(toFilter(tree)).toEqual({ not: { related: { by: "task.related_to" } } });
    expect(toFilter(tree, true)).toEqual({ all: [{ not: { related: { by: "task.related_to", filter: { field: "subject" } } } }, { followed_by: 0 }] });
  });

  it("changes what must hold of a related record, whose group always stays", () => {
    const related = newRelated("task.related_to");
    const root = newGroup("all", [related]);
    const added = addTo(root, related.group.key, newCondition("status", "is", "open"));
    expect(toFilter(added)).toEqual({ related: { by: "task.related_to", filter: open } });
    expect(toFilter(replaceNode(added, related.group.key, { ...newGroup("all", [newCondition("amount", "gt", 10000)]), negated: true }))).toEqual({ related: { by: "task.related_to", filter: { not: big } } });
    expect(toFilter(replaceNode(added, related.group.key, null))).toEqual(toFilter(added));
  });

  it("is an empty group for no filter, and no filter for an empty group", () => {
    expect(toTree(null).children).toEqual([]);
    expect(toTree({} as Filter).children).toEqual([]);
    expect(toFilter(newGroup())).toBeNull();
  });

  it("leaves unfinished conditions out", () => {
    const tree = newGroup("all", [
      newCondition("name", "contains", ""),
      newCondition("status", "in", []),
      newCondition("score", "between", [1, undefined]),
      newCondition("due_on", "within_next", { days: 0 }),
      newGroup("any", [newCondition("owner", "is", null)]),
      newCondition("score", "gte", 0),
      newCondition("is_open", "is", false),
    ]);
    expect(toFilter(tree)).toEqual({ all: [{ field: "score", gte: 0 }, { field: "is_open", is: false }] });
  });

  it("changes, adds and takes out nodes wherever they stand, without touching the former tree", () => {
    const inner = newGroup("any", [newCondition("a", "is", 1), newCondition("b", "is", 2)]);
    const root = newGroup("all", [inner]);
    const b = inner.children[1];
    const added = addTo(root, inner.key, newCondition("c", "is", 3));
    expect(toFilter(added)).toEqual({ any: [{ field: "a", is: 1 }, { field: "b", is: 2 }, { field: "c", is: 3 }] });
    expect(toFilter(replaceNode(root, b?.key ?? "", null))).toEqual({ field: "a", is: 1 });
    expect(toFilter(replaceNode(root, b?.key ?? "", newCondition("b", "is_not", 9)))).toEqual({ any: [{ field: "a", is: 1 }, { field: "b", is_not: 9 }] });
    expect((root.children[0] as GroupNode).children).toHaveLength(2);
  });
});

describe("chips", () => {
  it("are the parts of the outermost all", () => {
    expect(chipsOf({ all: [open, { any: [big, late] }] })).toEqual([open, { any: [big, late] }]);
    expect(chipsOf({ any: [open, big] })).toEqual([{ any: [open, big] }]);
    expect(chipsOf(null)).toEqual([]);
  });

  it("can be taken away until nothing is left", () => {
    const two = { all: [open, big] };
    expect(withoutChip(two, 0)).toEqual(big);
    expect(withoutChip(big, 0)).toBeNull();
  });

  it("of several filters are joined flat", () => {
    expect(join([{ all: [open, big] }, null, late])).toEqual({ all: [open, big, late] });
    expect(join([null, open])).toEqual(open);
    expect(join([undefined, null])).toBeNull();
  });

  it("keeps an unfinished condition where the whole is asked for, so that it can be refused", () => {
    const tree = newGroup("all", [newCondition("status", "is", "new"), newCondition("rating", "is")]);
    expect(toFilter(tree)).toEqual({ field: "status", is: "new" });
    expect(toFilter(tree, true)).toEqual({ all: [{ field: "status", is: "new" }, { field: "rating" }] });
  });
});
