import { expect, test } from "vitest";
import type { RunStep } from "../calls";
import type { Block, Document } from "../document/types";
import { goneOf, isIn, marksOf, passesOf } from "./wayOf";

const act = (id: string): Block => ({ id, action: "x.y" });
const document: Document = {
  object: "lead",
  triggers: [],
  steps: [
    { id: "late", if: {}, then: [act("a")], else_if: [{ if: {}, then: [] }], else: [] },
    { id: "each", loop: { related: "x.y" }, steps: [act("b")] },
    { id: "split", switch: { cases: [{ steps: [] }, { steps: [] }], default: [] } },
    act("z"),
  ],
};
const step = (name: string, status: string, path = "", output: unknown = null): RunStep => ({ id: 1, step: name, path, kind: "", text: "", status, input: null, output, error: "", started_at: "", finished_at: null, wake_at: null, attempts: 1 });
const steps = [step("late", "done", "", { branch: "else_if_0" }), step("each", "done", "", { count: 2 }), step("b", "done", "each.0/"), step("b", "failed", "each.1/"), step("split", "done", "", { branch: ["case_1"] })];
const times = (count: number) => `${count} ×`;

test("each block shows its last state, or that the run did not come there", () => {
  expect(marksOf(document, steps, null, times)).toEqual({ late: { status: "done", note: undefined }, a: { status: "notreached" }, each: { status: "done", note: undefined }, b: { status: "failed", note: "2 ×" }, split: { status: "done", note: undefined }, z: { status: "notreached" } });
  expect(marksOf(document, steps, "each.0/", times)["b"]).toEqual({ status: "done", note: undefined });
  expect(marksOf(document, [step("z", "calling")], null, times)["z"]?.status).toBe("waiting");
});

test("passes are told apart, and what stands around them belongs to each", () => {
  expect(passesOf(steps)).toEqual(["each.0/", "each.1/"]);
  expect([isIn("", "each.0/"), isIn("each.0/inner.3/", "each.0/"), isIn("each.1/", "each.0/"), isIn("each.1/", null)]).toEqual([true, true, false, true]);
});

test("the branches that were gone are known by the outputs and by what was done in them", () => {
  expect([...goneOf(document, steps, null)].sort()).toEqual(["each:steps", "late:else_if.0", "split:case.1"]);
  expect([...goneOf(document, [step("late", "done"), step("a", "done")], null)]).toEqual(["late:then"]);
});
