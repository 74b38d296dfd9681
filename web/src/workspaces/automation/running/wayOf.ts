/** What a run did, as the canvas shows it: each block's last state in the chosen pass, and the branches that were gone. Pure. */
import type { RunStep } from "../calls";
import type { Mark } from "../canvas/CanvasContext";
import { allBlocks, branchesOf } from "../document/tree";
import type { Document } from "../document/types";

/** The passes of loops and returns that a run went through, in their order. */
export const passesOf = (steps: readonly RunStep[]): string[] => [...new Set(steps.map((step) => step.path).filter(Boolean))];

/** Is this step part of the pass, around it, or inside it? Without a pass all are. */
export const isIn = (path: string, pass: string | null): boolean => pass === null || path === "" || pass.startsWith(path) || path.startsWith(pass);

export function marksOf(document: Document, steps: readonly RunStep[], pass: string | null, times: (count: number) => string): Record<string, Mark> {
  const marks: Record<string, Mark> = {};
  for (const block of allBlocks(document.steps)) {
    const mine = steps.filter((step) => step.step === block.id && isIn(step.path, pass));
    const last = mine.at(-1);
    marks[block.id] = last ? { status: stateOf(last.status), note: mine.length > 1 ? times(mine.length) : undefined } : { status: "notreached" };
  }
  return marks;
}

const known = new Set(["done", "waiting", "retrying", "failed", "skipped"]);

/** Steps that call another workflow or another program wait as well. */
const stateOf = (status: string): string => (known.has(status) ? status : "waiting");

const keyOf = (branch: string): string => branch.replace(/^(else_if|case|branch)_(\d+)$/, "$1.$2");

export function goneOf(document: Document, steps: readonly RunStep[], pass: string | null): Set<string> {
  const gone = new Set<string>();
  for (const block of allBlocks(document.steps)) {
    const mine = steps.filter((step) => step.step === block.id && isIn(step.path, pass));
    if (mine.length === 0) continue;
    for (const { output } of mine) {
      const said = typeof output === "object" && output !== null && "branch" in output ? (output as { branch: unknown }).branch : null;
      for (const each of Array.isArray(said) ? said : [said]) if (typeof each === "string") gone.add(`${block.id}:${keyOf(each)}`);
    }
    // A branch is also gone when something in it was done, whatever the output says (or hides).
    for (const branch of branchesOf(block)) {
      const inside = new Set(allBlocks(branch.blocks).map((each) => each.id));
      if (steps.some((step) => inside.has(step.step) && isIn(step.path, pass))) gone.add(`${block.id}:${branch.key}`);
    }
    if (block.try) gone.add(`${block.id}:try`);
    if (block.parallel) for (const branch of branchesOf(block)) gone.add(`${block.id}:${branch.key}`);
  }
  return gone;
}
