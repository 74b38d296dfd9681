/** Opens the form drawer from anywhere (to create, with some values given, or to edit) and the dialog that settles two people's edits. */
import { createContext } from "react";
import type { Problem } from "../../api/problem";
import type { ObjectMeta, Row } from "../../api/types";

export interface FormRequest {
  object: string;
  /** The record to edit; a new one when left out. */
  record?: Row;
  /** Values that a new record starts with. */
  values?: Record<string, unknown>;
  /** After saving; without it a new record is offered as a link. */
  onSaved?: (record: Row) => void;
}

export interface Conflict {
  meta: ObjectMeta;
  /** The record as the person saw it. */
  base: Row;
  /** What the person wants to write. */
  mine: Record<string, unknown>;
  problem: Problem;
}

export interface FormTools {
  openForm: (request: FormRequest) => void;
  /** Lets the person choose per field; null if they turn away. */
  settle: (conflict: Conflict) => Promise<Record<string, unknown> | null>;
}

export const FormContext = createContext<FormTools>({ openForm: () => undefined, settle: () => Promise.resolve(null) });
