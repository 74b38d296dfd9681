/** What every part of the designer needs to know: the document, what can be put into it, and how to change it. */
import { createContext, use } from "react";
import type { ObjectMeta, Ref } from "../../../api/types";
import type { Block, Document } from "../document/types";
import type { Palette } from "./calls";

export interface Designer {
  workflow: number;
  document: Document;
  /** The object that the workflow is about; undefined if it is about none. */
  object: ObjectMeta | undefined;
  palette: Palette;
  mayEdit: boolean;
  /** Further changes of the same thing (`of`) within a moment are undone together. */
  change: (next: Document, of?: string) => void;
  changeBlock: (next: Block, of?: string) => void;
  select: (id: string | null) => void;
  problems: Record<string, string[]>;
  /** The record on which texts and dry runs are tried. */
  sample: Ref | null;
  setSample: (record: Ref | null) => void;
}

export const DesignerContext = createContext<Designer | null>(null);

export function useDesigner(): Designer {
  const designer = use(DesignerContext);
  if (!designer) throw new Error("Only inside the designer.");
  return designer;
}
