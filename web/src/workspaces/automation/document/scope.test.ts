import { describe, expect, test } from "vitest";
import { makeField, makeObject } from "../../../../tests/make";
import type { Palette } from "../designer/calls";
import { freshAction, freshBlocks } from "./fresh";
import { blocksBefore, fits, loopAround, objectOn, outcomesOf, valuesAt, type Surroundings } from "./scope";
import type { Block, Document } from "./types";

const lead = makeObject({ fields: [makeField({ name: "company" }), makeField({ name: "name" }), makeField({ name: "owner", type: "user" }), makeField({ name: "account", type: "reference", object: "account" })] });
const account = makeObject({ name: "account", plural: "accounts", label: "Account", fields: [makeField({ name: "name" }), makeField({ name: "owner", type: "user" })] });
const task = makeObject({ name: "task", plural: "tasks", label: "Task", fields: [makeField({ name: "title" })], title_field: "title" });
const palette: Palette = { groups: [], triggers: [], blocks: [], events: [], plugins: [], actions: [{ name: "record.create", label: "Create", about: "", group: "record", on: "*", input: {}, outputs: [{ name: "record", type: "reference", label: "Record", object: "account" }] }] };
const act = (id: string): Block => ({ id, action: "lead.qualify" });
const document: Document = {
  object: "lead",
  triggers: [{ on: "updated", fields: ["company"] }, { on: "called", input: [{ name: "sum", type: "number", label: { en: "Sum" } }] }],
  steps: [
    { id: "make", action: "record.create", input: {} },
    { id: "wait", wait: { for: [{ filter: { field: "name", is: "x" } }], at_most: { days: 2 } } },
    { id: "late", if: {}, then: [act("then")], else: [{ id: "each", loop: { related: "task.about" }, steps: [act("inner")] }] },
    act("last"),
  ],
};
const around: Surroundings = { document, objects: [lead, account, task], palette, language: "en", words: (key) => key };

describe("the values that a block can name", () => {
  test("come from what is done before it, not from other branches", () => {
    expect(blocksBefore(document, "inner").map((block) => block.id)).toEqual(["make", "wait", "late", "each"]);
    expect(blocksBefore(document, "last").map((block) => block.id)).toEqual(["make", "wait", "late", "then", "each", "inner"]);
    expect(loopAround(document, "inner")?.id).toBe("each");
    expect(loopAround(document, "then")).toBeNull();
  });

  test("are the record with its title first, what it points to, outputs, and the trigger", () => {
    const paths = valuesAt("then", around).map((option) => option.path);
    expect(paths[0]).toBe("record.name");
    expect(paths).toEqual(expect.arrayContaining(["record.owner", "record.account.name", "record.url", "steps.wait.outcome", "steps.make.record", "trigger.by", "trigger.old.company", "trigger.input.sum"]));
    expect(paths.filter((path) => path.startsWith("item"))).toEqual([]);
    expect(valuesAt("inner", around)[0]?.path).toBe("item.title");
  });

  test("fit by their type", () => {
    const [sum] = valuesAt("then", around).filter((option) => option.path === "trigger.input.sum");
    expect(sum && [fits(sum, "money"), fits(sum, "text"), fits(sum, "date"), fits(sum, "user")]).toEqual([true, true, false, false]);
  });

  test("an action works on the record, on what it points to, on the item, or on what was made", () => {
    expect([undefined, "account", "item", "steps.make"].map((on) => objectOn(on, "inner", around)?.name)).toEqual(["lead", "account", "task", "account"]);
  });
});

test("outcomes are those that can come", () => {
  const wait = document.steps[1];
  expect(wait && outcomesOf(wait)).toEqual(["time", "condition"]);
  expect(outcomesOf({ id: "a", ask: { kind: "approval", to: [], return_to: "x", due: { days: 1 } } })).toEqual(["approved", "rejected", "returned", "time"]);
  expect(outcomesOf({ id: "w", wait: { time: { days: 1 } } })).toEqual([]);
});

test("a new condition asks how the wait before it ended", () => {
  expect(freshBlocks("if", document, { list: "", at: 2 })).toEqual([{ id: "if", if: { step: "wait", outcome: "time" }, then: [], else: [] }]);
  expect(freshBlocks("if", document, { list: "", at: 0 })[0]?.if).toEqual({});
  expect(freshBlocks("wait_else", document, { list: "", at: 4 }).map((block) => block.id)).toEqual(["wait_2", "late_2"]);
  expect(freshAction("lead.hand_over", document)).toEqual({ id: "hand_over", action: "lead.hand_over", input: {} });
});
