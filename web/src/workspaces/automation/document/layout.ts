/**
 * Where everything stands on the canvas: worked out from the tree alone, top-down, so no coordinates are ever stored. `wide` puts the branches
 * of a block side by side under it; `tall`, for phones, one under the other, moved in. Pure.
 */
import { branchesOf, type BranchOf, type Place } from "./tree";
import { kindOf, type Block, type Document } from "./types";

export const CARD = { width: 244, height: 66 };
export const TRIGGER_GAP = 20;
const GAP = 44;
const BESIDE = 36;
const HEAD = 72;
const FOOT = 40;
const INDENT = 26;
const TRUNK = 16;

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  id: string;
  kind: "block" | "trigger" | "add-trigger" | "end";
  width: number;
  height: number;
}

export interface Frame extends Point {
  id: string;
  width: number;
  height: number;
}

export interface Wire {
  id: string;
  source: string;
  target: string;
  path: string;
  /** Where a block can be added on this line. */
  plus?: { place: Place; at: Point } | undefined;
  /** The name of the branch that begins here. */
  label?: { block: string; branch: BranchOf; at: Point } | undefined;
  /** Whether this branch was gone can be read from the block's output under this key. */
  branch?: { block: string; key: string } | undefined;
}

export interface Layout {
  boxes: Box[];
  wires: Wire[];
  frames: Frame[];
  width: number;
  height: number;
}

/** A line that first goes down, then across at `turn`, then down, with round corners. */
export function elbow(from: Point, to: Point, turn: number): string {
  if (Math.abs(from.x - to.x) < 1) return `M${from.x} ${from.y}V${to.y}`;
  const round = Math.min(8, Math.abs(to.x - from.x) / 2, Math.abs(turn - from.y), Math.abs(to.y - turn));
  const side = to.x > from.x ? 1 : -1;
  const sweep = side > 0 ? [0, 1] : [1, 0];
  return `M${from.x} ${from.y}V${turn - round}A${round} ${round} 0 0 ${sweep[0] ?? 0} ${from.x + side * round} ${turn}H${to.x - side * round}A${round} ${round} 0 0 ${sweep[1] ?? 0} ${to.x} ${turn + round}V${to.y}`;
}

interface Part {
  left: number;
  right: number;
  height: number;
  boxes: Box[];
  wires: Wire[];
  frames: Frame[];
  /** The line that leaves the last block: where it starts and from which box; null after a block that ends the run. */
  exit: { from: string; at: Point } | null;
}

const shifted = (path: string, dx: number, dy: number) =>
  path.replace(/([MVHA])([^MVHA]*)/g, (_, letter: string, rest: string) => {
    const n = rest.trim().split(/[\s,]+/).map(Number);
    const at = (index: number) => n[index] ?? 0;
    if (letter === "M") return `M${at(0) + dx} ${at(1) + dy}`;
    if (letter === "V") return `V${at(0) + dy}`;
    if (letter === "H") return `H${at(0) + dx}`;
    return `A${at(0)} ${at(1)} ${at(2)} ${at(3)} ${at(4)} ${at(5) + dx} ${at(6) + dy}`;
  });

function moved(part: Part, dx: number, dy: number): Part {
  const point = (at: Point): Point => ({ x: at.x + dx, y: at.y + dy });
  return {
    ...part,
    boxes: part.boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy })),
    frames: part.frames.map((frame) => ({ ...frame, x: frame.x + dx, y: frame.y + dy })),
    wires: part.wires.map((wire) => ({
      ...wire,
      path: shifted(wire.path, dx, dy),
      plus: wire.plus && { ...wire.plus, at: point(wire.plus.at) },
      label: wire.label && { ...wire.label, at: point(wire.label.at) },
    })),
    exit: part.exit && { ...part.exit, at: point(part.exit.at) },
  };
}

const card = (id: string): Box => ({ id, kind: "block", x: -CARD.width / 2, y: 0, width: CARD.width, height: CARD.height });

/** A chain of blocks, its middle at x = 0 and its first block at y = 0. */
function wideChain(blocks: readonly Block[], list: string): Part {
  const part: Part = { left: CARD.width / 2, right: CARD.width / 2, height: 0, boxes: [], wires: [], frames: [], exit: null };
  let y = 0;
  blocks.forEach((block, at) => {
    const drawn = moved(wideBlock(block), 0, y);
    if (at > 0 && part.exit) part.wires.push(line(part.exit, block.id, { x: 0, y }, { list, at }));
    part.boxes.push(...drawn.boxes);
    part.wires.push(...drawn.wires);
    part.frames.push(...drawn.frames);
    part.left = Math.max(part.left, drawn.left);
    part.right = Math.max(part.right, drawn.right);
    part.exit = drawn.exit;
    part.height = y + drawn.height;
    y += drawn.height + GAP;
  });
  return part;
}

function line(from: { from: string; at: Point }, target: string, to: Point, place: Place): Wire {
  return { id: `${from.from}>${target}`, source: from.from, target, path: elbow(from.at, to, to.y - 20), plus: { place, at: { x: to.x, y: (from.at.y + to.y) / 2 } } };
}

function wideBlock(block: Block): Part {
  const own: Part = { left: CARD.width / 2, right: CARD.width / 2, height: CARD.height, boxes: [card(block.id)], wires: [], frames: [], exit: { from: block.id, at: { x: 0, y: CARD.height } } };
  const branches = branchesOf(block);
  if (kindOf(block) === "stop") own.exit = null;
  if (branches.length === 0) return own;
  const drawn = branches.map((branch) => wideChain(branch.blocks, `${block.id}:${branch.key}`));
  const total = drawn.reduce((sum, each) => sum + each.left + each.right, 0) + BESIDE * (drawn.length - 1);
  const top = CARD.height + HEAD;
  const bottom = top + Math.max(...drawn.map((each) => each.height), 0);
  const join = `${block.id}:join`;
  const joinAt = { x: 0, y: bottom + FOOT };
  let x = -total / 2;
  let ended = 0;
  branches.forEach((branch, index) => {
    const chain = drawn[index];
    if (!chain) return;
    const middle = x + chain.left;
    x += chain.left + chain.right + BESIDE;
    const placed = moved(chain, middle, top);
    own.boxes.push(...placed.boxes);
    own.wires.push(...placed.wires);
    own.frames.push(...placed.frames);
    const list = `${block.id}:${branch.key}`;
    const first = branch.blocks[0];
    const from = { x: 0, y: CARD.height };
    const label = { block: block.id, branch, at: { x: middle, y: CARD.height + 32 } };
    const gone = { block: block.id, key: branch.key };
    if (first) {
      own.wires.push({ id: `${list}>`, source: block.id, target: first.id, path: elbow(from, { x: middle, y: top }, CARD.height + 16), plus: { place: { list, at: 0 }, at: { x: middle, y: top - 16 } }, label, branch: gone });
      if (placed.exit) own.wires.push({ id: `${list}<`, source: placed.exit.from, target: join, path: elbow(placed.exit.at, joinAt, joinAt.y - 14), plus: { place: { list, at: branch.blocks.length }, at: { x: middle, y: placed.exit.at.y + 17 } } });
      else ended += 1;
    } else {
      const down = elbow(from, { x: middle, y: bottom }, CARD.height + 16);
      const back = elbow({ x: middle, y: bottom }, joinAt, joinAt.y - 14).replace(/^M[^VHA]*/, "");
      own.wires.push({ id: `${list}>`, source: block.id, target: join, path: down + back, plus: { place: { list, at: 0 }, at: { x: middle, y: top - 16 } }, label, branch: gone });
    }
  });
  own.left = Math.max(own.left, total / 2);
  own.right = Math.max(own.right, total / 2);
  if (kindOf(block) === "loop") own.frames.push({ id: block.id, x: -own.left - 14, y: CARD.height + 14, width: own.left + own.right + 28, height: bottom - CARD.height + FOOT - 14 });
  own.exit = ended === branches.length ? null : { from: join, at: joinAt };
  own.boxes.push({ id: join, kind: "end", x: -4, y: joinAt.y - 4, width: 8, height: 8 });
  own.height = joinAt.y;
  if (kindOf(block) === "loop") {
    own.left += 14;
    own.right += 14;
  }
  return own;
}

/** As a chain, but narrow: the left edge at x = 0, branches under their block and moved in. */
function tallChain(blocks: readonly Block[], list: string): Part {
  const part: Part = { left: 0, right: CARD.width, height: 0, boxes: [], wires: [], frames: [], exit: null };
  let y = 0;
  blocks.forEach((block, at) => {
    const drawn = moved(tallBlock(block), 0, y);
    if (at > 0 && part.exit) part.wires.push({ id: `${part.exit.from}>${block.id}`, source: part.exit.from, target: block.id, path: `M${TRUNK} ${part.exit.at.y}V${y}`, plus: { place: { list, at }, at: { x: TRUNK, y: y - GAP / 2 } } });
    part.boxes.push(...drawn.boxes);
    part.wires.push(...drawn.wires);
    part.frames.push(...drawn.frames);
    part.right = Math.max(part.right, drawn.right);
    part.exit = drawn.exit;
    part.height = y + drawn.height;
    y += drawn.height + GAP;
  });
  return part;
}

function tallBlock(block: Block): Part {
  const own: Part = { left: 0, right: CARD.width, height: CARD.height, boxes: [{ ...card(block.id), x: 0 }], wires: [], frames: [], exit: { from: block.id, at: { x: TRUNK, y: CARD.height } } };
  if (kindOf(block) === "stop") own.exit = null;
  let y = CARD.height;
  for (const branch of branchesOf(block)) {
    const list = `${block.id}:${branch.key}`;
    const chain = tallChain(branch.blocks, list);
    const labelY = y + 24;
    const first = branch.blocks[0];
    const inner = INDENT + TRUNK;
    const top = labelY + 50;
    const placed = moved(chain, INDENT, top);
    own.boxes.push(...placed.boxes);
    own.wires.push(...placed.wires);
    own.right = Math.max(own.right, INDENT + chain.right);
    const turn = labelY;
    own.wires.push({
      id: `${list}>`,
      source: block.id,
      target: first?.id ?? block.id,
      path: `M${TRUNK} ${CARD.height}V${turn - 8}A8 8 0 0 0 ${TRUNK + 8} ${turn}H${inner - 8}A8 8 0 0 1 ${inner} ${turn + 8}V${first ? top : top - 12}`,
      plus: { place: { list, at: 0 }, at: { x: inner, y: top - 19 } },
      label: { block: block.id, branch, at: { x: inner + 44, y: labelY } },
      branch: { block: block.id, key: branch.key },
    });
    y = first ? top + chain.height : top - 12;
    if (first && placed.exit) {
      own.wires.push({ id: `${list}<`, source: placed.exit.from, target: placed.exit.from, path: `M${inner} ${placed.exit.at.y}V${y + 24}`, plus: { place: { list, at: branch.blocks.length }, at: { x: inner, y: y + 26 } } });
      y += 34;
    }
  }
  own.height = y;
  return own;
}

/** The whole canvas; the triggers stand on top, beside each other (or, when tall, under each other). */
export function layoutOf(document: Document, how: "wide" | "tall", editable: boolean): Layout {
  const tops = [...document.triggers.map((_, at) => `trigger_${at}`), ...(editable ? ["add-trigger"] : [])];
  const boxes: Box[] = [];
  const wires: Wire[] = [];
  const wide = how === "wide";
  const width = tops.length * CARD.width + (tops.length - 1) * TRIGGER_GAP;
  const addWidth = 132;
  const real = document.triggers.length;
  const rowWidth = real > 0 ? real * CARD.width + (real - 1) * TRIGGER_GAP : CARD.width;
  let y = 0;
  document.triggers.forEach((_, at) => {
    boxes.push({ id: `trigger_${at}`, kind: "trigger", x: wide ? -rowWidth / 2 + at * (CARD.width + TRIGGER_GAP) : 0, y, width: CARD.width, height: CARD.height });
    if (!wide) y += CARD.height + 10;
  });
  if (editable) {
    if (real === 0) boxes.push({ id: "add-trigger", kind: "add-trigger", x: wide ? -CARD.width / 2 : 0, y, width: CARD.width, height: CARD.height });
    else boxes.push({ id: "add-trigger", kind: "add-trigger", x: wide ? rowWidth / 2 + TRIGGER_GAP : 0, y: wide ? (CARD.height - 34) / 2 : y, width: addWidth, height: 34 });
    if (!wide) y += real === 0 ? CARD.height + 10 : 44;
  }
  const below = wide ? CARD.height : y - 10;
  const top = below + (wide && real > 1 ? GAP + 24 : GAP);
  const chain = wide ? wideChain(document.steps, "") : tallChain(document.steps, "");
  const placed = moved(chain, 0, top);
  const middle = wide ? 0 : TRUNK;
  const first = document.steps[0];
  const firstTarget = first?.id ?? "end";
  const starts = wide ? boxes.filter((box) => box.kind === "trigger") : boxes.filter((box) => box.kind === "trigger").slice(-1);
  starts.forEach((box, at) => {
    const from = { x: wide ? box.x + box.width / 2 : TRUNK, y: wide ? box.y + box.height : below };
    wires.push({
      id: `${box.id}>`,
      source: box.id,
      target: firstTarget,
      path: elbow(from, { x: middle, y: top }, below + 20),
      ...(at === 0 ? { plus: { place: { list: "", at: 0 }, at: { x: middle, y: top - 20 } } } : {}),
    });
  });
  if (starts.length === 0 && editable) wires.push({ id: "start>", source: "add-trigger", target: firstTarget, path: `M${middle} ${below}V${top}`, plus: { place: { list: "", at: 0 }, at: { x: middle, y: top - 20 } } });
  boxes.push(...placed.boxes);
  wires.push(...placed.wires);
  let bottom = top + placed.height;
  if (first && placed.exit) {
    wires.push({ ...line(placed.exit, "end", { x: middle, y: bottom + GAP }, { list: "", at: document.steps.length }), id: "end<" });
    bottom += GAP;
  }
  if (!first || placed.exit) {
    boxes.push({ id: "end", kind: "end", x: middle - 29, y: bottom, width: 58, height: 24 });
    bottom += 24;
  }
  return { boxes, wires, frames: placed.frames, width: Math.max(width, chain.left + chain.right), height: bottom };
}
