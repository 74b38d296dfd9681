/** The short texts of a published version by block, as the server wrote them. Pure. */
import type { BlockDrawing } from "../calls";

export function drawnTexts(blocks: readonly BlockDrawing[]): Record<string, string> {
  return Object.fromEntries(blocks.flatMap((block) => [[block.id, block.text], ...block.branches.flatMap((branch) => Object.entries(drawnTexts(branch.blocks)))]));
}
