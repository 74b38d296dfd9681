import { describe, expect, test } from "vitest";
import { newId, withFreshIds } from "./ids";
import { allBlocks, branchesOf, findBlock, insertBlocks, listAt, moveBlock, neighbour, removeBlock, replaceBlock, stepAside, withBranch } from "./tree";
import { kindOf, type Block, type Document } from "./types";

const act = (id: string): Block => ({ id, action: "lead.qualify", input: {} });
const story = (): Document => ({
  object: "lead",
  triggers: [{ on: "created" }, { on: "updated" }],
  steps: [
    act("a"),
    { id: "late", if: { step: "wait", outcome: "time" }, then: [act("b"), act("c")], else_if: [{ if: { field: "budget", gte: 5 }, then: [act("d")] }], else: [] },
    { id: "each", loop: { related: "task.about" }, steps: [act("e")] },
    { id: "split", switch: { field: "source", cases: [{ values: ["web"], steps: [act("f")] }, { values: ["fair"] }], default: [act("g")] } },
    { id: "both", parallel: { branches: [{ steps: [act("h")] }, { steps: [act("i")] }] } },
    { id: "safe", try: [act("j")], on_error: [act("k")] },
    { id: "end", stop: "done" },
  ],
});
const ids = (document: Document) => allBlocks(document.steps).map((block) => block.id).join(" ");
const outline = (blocks: readonly Block[]): string => blocks.map((block) => block.id + branchesOf(block).map((branch) => `(${outline(branch.blocks)})`).join("")).join(" ");

describe("the tree of blocks", () => {
  test("is read in the order in which it runs", () => {
    expect(ids(story())).toBe("a late b c d each e split f g both h i safe j k end");
    expect(story().steps.map(kindOf)).toEqual(["action", "if", "loop", "switch", "parallel", "try", "stop"]);
  });

  test("finds blocks with their place and what stands around them", () => {
    const found = findBlock(story(), "d");
    expect([found?.place, found?.around.map((block) => block.id)]).toEqual([{ list: "late:else_if.0", at: 0 }, ["late"]]);
    expect(findBlock(story(), "none")).toBeNull();
    expect(listAt(story(), "split:case.1")).toEqual([]);
    expect(listAt(story(), "gone:then")).toBeNull();
  });

  test("takes blocks into every kind of branch", () => {
    const lists = ["", "late:then", "late:else_if.0", "late:else", "each:steps", "split:case.0", "split:case.1", "split:default", "both:branch.1", "safe:try", "safe:on_error"];
    for (const list of lists) {
      const next = insertBlocks(story(), { list, at: 0 }, [act("new")]);
      expect(findBlock(next, "new")?.place).toEqual({ list, at: 0 });
      expect(allBlocks(next.steps)).toHaveLength(18);
    }
    expect(branchesOf(withBranch({ id: "x", if: {} }, "else", [act("y")]))[1]?.blocks).toHaveLength(1);
  });

  test("a block goes with all that is in it", () => {
    expect(ids(removeBlock(story(), "late"))).toBe("a each e split f g both h i safe j k end");
    expect(removeBlock(story(), "none")).toEqual(story());
    expect(ids(replaceBlock(story(), "c", act("z")))).toContain("late b z d");
  });

  test("blocks move between lists, but never into themselves", () => {
    expect(outline(moveBlock(story(), "a", { list: "safe:on_error", at: 1 }).steps)).toContain("safe(j)(k a)");
    expect(ids(moveBlock(story(), "a", { list: "", at: 2 }))).toBe("late b c d a each e split f g both h i safe j k end");
    expect(outline(moveBlock(story(), "each", { list: "late:else", at: 0 }).steps)).toContain("late(b c)(d)(each(e))");
    expect(moveBlock(story(), "late", { list: "late:then", at: 0 })).toEqual(story());
    expect(moveBlock(story(), "a", { list: "", at: 1 })).toEqual(story());
  });

  test("one step aside goes past neighbours, out of a branch and into the next one", () => {
    const go = (id: string, direction: "up" | "down" | "left" | "right") => {
      const place = stepAside(story(), id, direction);
      return place && outline(moveBlock(story(), id, place).steps);
    };
    expect(go("c", "up")).toContain("late(c b)(d)()");
    expect(go("b", "up")).toContain("a b late(c)");
    expect(go("c", "down")).toContain("late(b)(d)() c each");
    expect(go("b", "right")).toContain("late(c)(b d)()");
    expect(go("d", "left")).toContain("late(d b c)()()");
    expect(go("each", "right")).toContain("late(b c each(e))");
    expect(go("a", "up")).toBeNull();
  });

  test("arrows reach every block", () => {
    const seen = new Set<string>();
    for (let at: string | null = "trigger_0"; at; at = neighbour(story(), at, "down")) seen.add(at);
    expect([...seen].join(" ")).toBe("trigger_0 a late b c each e split f both h safe j end");
    expect(neighbour(story(), "late", "right")).toBe("d");
    expect(neighbour(story(), "f", "right")).toBe("g");
    expect(neighbour(story(), "g", "left")).toBe("f");
    expect(neighbour(story(), "b", "left")).toBe("late");
    expect(neighbour(story(), "a", "up")).toBe("trigger_0");
    expect(neighbour(story(), "trigger_0", "right")).toBe("trigger_1");
    expect(neighbour(story(), "trigger_1", "right")).toBeNull();
  });
});

describe("ids", () => {
  test("are words that begin with a letter, and differ", () => {
    expect(newId("lead.hand-over", new Set())).toBe("lead_hand_over");
    expect(newId("wait", new Set(["wait", "wait_2"]))).toBe("wait_3");
    expect(newId("2 天", new Set())).toBe("step");
    expect(newId("a".repeat(60), new Set(["a".repeat(40)]))).toBe(`${"a".repeat(38)}_2`);
  });

  test("of pasted blocks are new, and what they say of each other follows", () => {
    const cut: Block[] = [
      { id: "wait", wait: { time: { days: 2 } } },
      { id: "late", if: { step: "wait", outcome: "time" }, then: [{ id: "tell", action: "notice.send", input: { body: { en: "{{ steps.wait.outcome }} {{ steps.other.x }}" }, at: { from: "steps.wait.at" } } }], else: [] },
    ];
    const pasted = withFreshIds(cut, new Set(["wait", "tell", "tell_2"]));
    expect(allBlocks(pasted).map((block) => block.id)).toEqual(["wait_2", "late", "tell_3"]);
    expect(pasted[1]?.if).toEqual({ step: "wait_2", outcome: "time" });
    expect(pasted[1]?.then?.[0]?.input).toEqual({ body: { en: "{{ steps.wait_2.outcome }} {{ steps.other.x }}" }, at: { from: "steps.wait_2.at" } });
    expect(withFreshIds(cut, new Set())).toEqual(cut);
  });
});
