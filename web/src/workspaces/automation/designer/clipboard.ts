/** Blocks on the clipboard, as JSON, so that they can be pasted into other workflows and other windows. */
import type { Block } from "../document/types";

interface Clip {
  magpie: "blocks";
  blocks: Block[];
}

let kept: Block[] | null = null;

export function copyBlocks(blocks: Block[]): void {
  kept = blocks;
  const clip: Clip = { magpie: "blocks", blocks };
  void navigator.clipboard?.writeText(JSON.stringify(clip, null, 2)).catch(() => undefined);
}

export function blocksIn(text: string): Block[] | null {
  try {
    const clip = JSON.parse(text) as Partial<Clip>;
    return clip.magpie === "blocks" && Array.isArray(clip.blocks) && clip.blocks.every((block) => typeof block.id === "string") ? clip.blocks : null;
  } catch {
    return null;
  }
}

/** What was copied here or elsewhere; null if it is nothing that a workflow takes. */
export async function pasteBlocks(): Promise<Block[] | null> {
  try {
    const found = blocksIn(await navigator.clipboard.readText());
    return found ?? kept;
  } catch {
    return kept;
  }
}
