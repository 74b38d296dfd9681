/** What the cards and lines of a canvas show beside their place; kept apart so that the drawing is not laid out again for it. */
import { createContext, use } from "react";
import type { BranchOf, Place } from "../document/tree";
import type { Block, Document } from "../document/types";

export interface Mark {
  /** done, waiting, retrying, failed, skipped, added, removed, changed, moved */
  status?: string;
  /** A few words at the foot of the card. */
  note?: string | undefined;
}

export interface CanvasTools {
  document: Document;
  blocks: ReadonlyMap<string, Block>;
  selected: string | null;
  texts: Readonly<Record<string, string>>;
  problems: Readonly<Record<string, string[]>>;
  marks: Readonly<Record<string, Mark>>;
  /** Branches that were not gone, as `block:key`; they are drawn faint. Null when nothing is known. */
  gone: ReadonlySet<string> | null;
  branchNotes: Readonly<Record<string, string>>;
  editable: boolean;
  /** The place that a dragged block would go to. */
  aim: Place | null;
  onSelect: (id: string | null) => void;
  onAdd: (place: Place, anchor: DOMRect) => void;
  onAddTrigger: (anchor: DOMRect) => void;
  branchLabel: (block: Block, branch: BranchOf) => string;
}

export const CanvasContext = createContext<CanvasTools | null>(null);

export function useCanvas(): CanvasTools {
  const tools = use(CanvasContext);
  if (!tools) throw new Error("Only inside a canvas.");
  return tools;
}
