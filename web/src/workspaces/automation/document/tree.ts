/**
 * Reading and changing the tree of blocks. A list of blocks is named by the block it stands in and the branch (`"late:then"`, `"split:case.0"`),
 * the outermost by `""`; a place is a list and a position in it. Nothing is changed in place. Pure.
 */
import { kindOf, type Block, type Document, type Texts } from "./types";

export interface Place {
  list: string;
  at: number;
}

/** What a branch is called: a word of the page's texts, or the title that a person gave. */
export interface BranchOf {
  key: string;
  word: "then" | "else_if" | "else" | "case" | "default" | "each" | "branch" | "try" | "on_error";
  index: number;
  title?: Texts | undefined;
  blocks: Block[];
}

export function branchesOf(block: Block): BranchOf[] {
  switch (kindOf(block)) {
    case "if":
      return [
        { key: "then", word: "then", index: 0, blocks: block.then ?? [] },
        ...(block.else_if ?? []).map((way, index): BranchOf => ({ key: `else_if.${index}`, word: "else_if", index, title: way.title, blocks: way.then ?? [] })),
        { key: "else", word: "else", index: 0, blocks: block.else ?? [] },
      ];
    case "switch":
      return [
        ...(block.switch?.cases ?? []).map((each, index): BranchOf => ({ key: `case.${index}`, word: "case", index, title: each.title, blocks: each.steps ?? [] })),
        { key: "default", word: "default", index: 0, blocks: block.switch?.default ?? [] },
      ];
    case "loop":
      return [{ key: "steps", word: "each", index: 0, blocks: block.steps ?? [] }];
    case "parallel":
      return (block.parallel?.branches ?? []).map((each, index): BranchOf => ({ key: `branch.${index}`, word: "branch", index, title: each.title, blocks: each.steps ?? [] }));
    case "try":
      return [
        { key: "try", word: "try", index: 0, blocks: block.try ?? [] },
        { key: "on_error", word: "on_error", index: 0, blocks: Array.isArray(block.on_error) ? block.on_error : [] },
      ];
    default:
      return [];
  }
}

/** The block with other blocks in one of its branches. */
export function withBranch(block: Block, key: string, blocks: Block[]): Block {
  const [name = "", number = "0"] = key.split(".");
  const at = Number(number);
  const nth = <T>(items: readonly T[] | undefined, change: (item: T) => T) => (items ?? []).map((item, index) => (index === at ? change(item) : item));
  if (name === "else_if") return { ...block, else_if: nth(block.else_if, (way) => ({ ...way, then: blocks })) };
  if (name === "case" && block.switch) return { ...block, switch: { ...block.switch, cases: nth(block.switch.cases, (each) => ({ ...each, steps: blocks })) } };
  if (name === "default" && block.switch) return { ...block, switch: { ...block.switch, default: blocks } };
  if (name === "branch" && block.parallel) return { ...block, parallel: { ...block.parallel, branches: nth(block.parallel.branches, (each) => ({ ...each, steps: blocks })) } };
  return { ...block, [name]: blocks };
}

/** The tree with each block changed, the inner ones first. */
export function mapBlocks(blocks: readonly Block[], change: (block: Block) => Block): Block[] {
  return blocks.map((block) => change(branchesOf(block).reduce((now, branch) => withBranch(now, branch.key, mapBlocks(branch.blocks, change)), block)));
}

/** All blocks in reading order. */
export function allBlocks(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => [block, ...branchesOf(block).flatMap((branch) => allBlocks(branch.blocks))]);
}

export interface Found {
  block: Block;
  place: Place;
  /** Every block around it, the outermost first. */
  around: Block[];
  siblings: Block[];
}

export function findBlock(document: Document, id: string): Found | null {
  const search = (blocks: Block[], list: string, around: Block[]): Found | null => {
    for (const [at, block] of blocks.entries()) {
      if (block.id === id) return { block, place: { list, at }, around, siblings: blocks };
      for (const branch of branchesOf(block)) {
        const found = search(branch.blocks, `${block.id}:${branch.key}`, [...around, block]);
        if (found) return found;
      }
    }
    return null;
  };
  return search(document.steps, "", []);
}

export function listAt(document: Document, list: string): Block[] | null {
  if (list === "") return document.steps;
  const [id = "", key] = list.split(":");
  const found = findBlock(document, id);
  return (found && branchesOf(found.block).find((branch) => branch.key === key)?.blocks) ?? null;
}

export function withList(document: Document, list: string, blocks: Block[]): Document {
  if (list === "") return { ...document, steps: blocks };
  const [id, key = ""] = list.split(":");
  return { ...document, steps: mapBlocks(document.steps, (block) => (block.id === id ? withBranch(block, key, blocks) : block)) };
}

export function insertBlocks(document: Document, place: Place, blocks: readonly Block[]): Document {
  const list = listAt(document, place.list);
  return list ? withList(document, place.list, list.toSpliced(place.at, 0, ...blocks)) : document;
}

export function replaceBlock(document: Document, id: string, next: Block): Document {
  return { ...document, steps: mapBlocks(document.steps, (block) => (block.id === id ? next : block)) };
}

export function removeBlock(document: Document, id: string): Document {
  const found = findBlock(document, id);
  return found ? withList(document, found.place.list, found.siblings.toSpliced(found.place.at, 1)) : document;
}

/** Moves a block with its branches; not into itself. */
export function moveBlock(document: Document, id: string, to: Place): Document {
  const found = findBlock(document, id);
  if (!found || to.list.split(":")[0] === id) return document;
  const inside = allBlocks(branchesOf(found.block).flatMap((branch) => branch.blocks)).some((block) => block.id === to.list.split(":")[0]);
  if (inside) return document;
  const at = to.list === found.place.list && to.at > found.place.at ? to.at - 1 : to.at;
  if (to.list === found.place.list && at === found.place.at) return document;
  return insertBlocks(removeBlock(document, id), { list: to.list, at }, [found.block]);
}

export type Direction = "up" | "down" | "left" | "right";

/** The place that a block has after it is moved one step: past a neighbour, out of its branch, into another one; null if there is none. */
export function stepAside(document: Document, id: string, direction: Direction): Place | null {
  const found = findBlock(document, id);
  if (!found) return null;
  const { place, siblings, around } = found;
  const parent = around.at(-1);
  const out = parent ? findBlock(document, parent.id)?.place : undefined;
  if (direction === "up") return place.at > 0 ? { list: place.list, at: place.at - 1 } : (out ?? null);
  if (direction === "down") {
    if (place.at < siblings.length - 1) return { list: place.list, at: place.at + 2 };
    return out ? { list: out.list, at: out.at + 1 } : null;
  }
  const beside = parent ? branchesOf(parent) : [];
  const mine = beside.findIndex((branch) => `${parent?.id ?? ""}:${branch.key}` === place.list);
  const next = beside[mine + (direction === "right" ? 1 : -1)];
  if (parent && next && mine >= 0) return { list: `${parent.id}:${next.key}`, at: Math.min(place.at, next.blocks.length) };
  const former = siblings[place.at - 1];
  const into = former && branchesOf(former)[0];
  return direction === "right" && former && into ? { list: `${former.id}:${into.key}`, at: into.blocks.length } : null;
}

const triggerAt = (id: string) => (id.startsWith("trigger_") ? Number(id.slice(8)) : -1);

/** What the arrow keys reach from a block or a trigger (`trigger_0`). */
export function neighbour(document: Document, id: string, direction: Direction): string | null {
  const at = triggerAt(id);
  if (at >= 0) {
    if (direction === "down") return document.steps[0]?.id ?? null;
    if (direction === "up") return null;
    const next = at + (direction === "right" ? 1 : -1);
    return next >= 0 && next < document.triggers.length ? `trigger_${next}` : null;
  }
  const found = findBlock(document, id);
  if (!found) return null;
  const { siblings, place, around, block } = found;
  if (direction === "up") return siblings[place.at - 1]?.id ?? around.at(-1)?.id ?? (document.triggers.length > 0 ? "trigger_0" : null);
  if (direction === "down") {
    const inner = branchesOf(block).find((branch) => branch.blocks.length > 0)?.blocks[0];
    if (inner) return inner.id;
    for (let now: Found | null = found; now; now = now.around.length > 0 ? findBlock(document, now.around.at(-1)?.id ?? "") : null) {
      const next = now.siblings[now.place.at + 1];
      if (next) return next.id;
    }
    return null;
  }
  if (direction === "right") {
    const second = branchesOf(block).slice(1).find((branch) => branch.blocks.length > 0)?.blocks[0];
    if (second) return second.id;
  }
  const parent = around.at(-1);
  if (!parent) return null;
  const beside = branchesOf(parent);
  const mine = beside.findIndex((branch) => `${parent.id}:${branch.key}` === place.list);
  const others = direction === "right" ? beside.slice(mine + 1) : beside.slice(0, mine).reverse();
  return others.find((branch) => branch.blocks.length > 0)?.blocks[0]?.id ?? (direction === "left" ? parent.id : null);
}
