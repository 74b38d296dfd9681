import { describe, expect, test } from "vitest";
import { CARD, elbow, layoutOf } from "./layout";
import type { Block, Document } from "./types";

const act = (id: string): Block => ({ id, action: "x.y" });
const of = (steps: Block[], triggers = 1): Document => ({ object: "lead", triggers: Array.from({ length: triggers }, () => ({ on: "created" as const })), steps });

function nested(depth: number, at = "r"): Block {
  return depth === 0 ? act(at) : { id: at, if: {}, then: [nested(depth - 1, `${at}t`), act(`${at}x`)], else: [nested(depth - 1, `${at}e`)] };
}

describe.each(["wide", "tall"] as const)("the %s layout", (how) => {
  test.each([
    ["an empty one", of([], 0)],
    ["a chain", of([act("a"), act("b"), act("c")], 3)],
    ["deep branches", of([nested(4), act("last")])],
    ["every kind", of([
      { id: "s", switch: { cases: [{ steps: [act("a")] }, { steps: [] }, { steps: [act("b"), act("c")] }], default: [] } },
      { id: "l", loop: { related: "x.y" }, steps: [act("d"), { id: "q", stop: "done" }] },
      { id: "p", parallel: { branches: [{ steps: [act("e")] }, { steps: [] }] } },
      { id: "t", try: [act("f")], on_error: [] },
    ])],
  ])("puts no box over another: %s", (_, document) => {
    const { boxes } = layoutOf(document, how, true);
    const cards = boxes.filter((box) => box.id.includes(":") === false);
    expect(new Set(cards.map((box) => box.id)).size).toBe(cards.length);
    for (const [at, a] of cards.entries()) {
      for (const b of cards.slice(at + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${a.id} and ${b.id}`).toBe(true);
      }
    }
  });

  test("offers every place where a block can stand, once", () => {
    const document = of([act("a"), { id: "i", if: {}, then: [act("b")], else: [] }, act("c")]);
    const places = layoutOf(document, how, true).wires.flatMap((wire) => (wire.plus ? [`${wire.plus.place.list}@${wire.plus.place.at}`] : []));
    expect(places.sort()).toEqual(["@0", "@1", "@2", "@3", "i:else@0", "i:then@0", "i:then@1"]);
  });

  test("nothing goes on after the end of a run", () => {
    const places = layoutOf(of([act("a"), { id: "q", stop: "done" }]), how, true).wires.flatMap((wire) => (wire.plus ? [wire.plus.place.at] : []));
    expect(places).toEqual([0, 1]);
  });

  test("every line leads from a box to a box", () => {
    const { boxes, wires } = layoutOf(of([nested(3), act("z")], 2), how, false);
    const ids = new Set(boxes.map((box) => box.id));
    expect(wires.filter((wire) => !ids.has(wire.source) || !ids.has(wire.target))).toEqual([]);
    expect(wires.filter((wire) => /NaN|undefined/.test(wire.path))).toEqual([]);
    expect(new Set(wires.map((wire) => wire.id)).size).toBe(wires.length);
  });
});

test("the branches of a block stand around its middle, the tall ones under it", () => {
  const document = of([{ id: "i", if: {}, then: [act("b")], else: [act("c")] }]);
  const at = (how: "wide" | "tall", id: string) => layoutOf(document, how, false).boxes.find((box) => box.id === id);
  expect((at("wide", "b")?.x ?? 0) + (at("wide", "c")?.x ?? 0) + CARD.width).toBe(0);
  expect(at("wide", "b")?.y).toBe(at("wide", "c")?.y);
  expect(at("tall", "b")?.x).toBe(at("tall", "c")?.x);
  expect((at("tall", "c")?.y ?? 0) > (at("tall", "b")?.y ?? 0)).toBe(true);
});

test("a line bends with round corners", () => {
  expect(elbow({ x: 0, y: 0 }, { x: 0, y: 50 }, 20)).toBe("M0 0V50");
  expect(elbow({ x: 0, y: 0 }, { x: 100, y: 50 }, 20)).toBe("M0 0V12A8 8 0 0 0 8 20H92A8 8 0 0 1 100 28V50");
});
