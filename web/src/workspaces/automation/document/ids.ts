/** Ids of blocks: new ones, and those of pasted blocks, which must not meet the ones that are there. Pure. */
import { allBlocks, mapBlocks } from "./tree";
import type { Block, Document } from "./types";

const LONGEST = 40;

/** `base`, or with a number so that it is not among those taken. */
export function newId(base: string, taken: ReadonlySet<string>): string {
  const plain = (base.toLowerCase().replace(/[^a-z0-9_]+/g, "_").replace(/^[^a-z]+/, "") || "step").slice(0, LONGEST);
  if (!taken.has(plain)) return plain;
  for (let number = 2; ; number += 1) {
    const next = `${plain.slice(0, LONGEST - String(number).length - 1)}_${number}`;
    if (!taken.has(next)) return next;
  }
}

export function takenIds(document: Document): Set<string> {
  return new Set(allBlocks(document.steps).map((block) => block.id));
}

/** The blocks with ids that the document does not have yet; what they say of each other follows, what they say of others stays. */
export function withFreshIds(blocks: readonly Block[], taken: ReadonlySet<string>): Block[] {
  const all = new Set(taken);
  const renamed = new Map<string, string>();
  for (const { id } of allBlocks(blocks)) {
    const next = newId(id.replace(/_\d+$/, "") || id, all);
    const kept = all.has(id) ? next : id;
    all.add(kept);
    renamed.set(id, kept);
  }
  return mapBlocks(blocks, (block) => ({ ...(renameIn(block, renamed) as Block), id: renamed.get(block.id) ?? block.id }));
}

const INSIDE = new Set(["then", "else", "steps", "try", "default", "branches", "cases", "else_if"]);

/** Names of steps inside the values of one block; the blocks in its branches are left to the caller. */
function renameIn(value: unknown, names: ReadonlyMap<string, string>, key = ""): unknown {
  if (typeof value === "string") {
    if (key === "step" || key === "return_to") return names.get(value) ?? value;
    return value.replace(/\bsteps\.([a-z][a-z0-9_]*)/g, (_, id: string) => `steps.${names.get(id) ?? id}`);
  }
  if (Array.isArray(value)) {
    const isBlocks = INSIDE.has(key) || key === "on_error";
    return value.map((item: unknown) => (isBlocks && typeof item === "object" && item !== null && "id" in item ? item : renameIn(item, names, key)));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, name === "id" && key === "" ? inner : renameIn(inner, names, name)]));
}
