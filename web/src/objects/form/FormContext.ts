/** Opens the form drawer from anywhere: to create (with some values given) or to edit. */
import { createContext } from "react";
import type { Row } from "../../api/types";

export interface FormRequest {
  object: string;
  /** The record to edit; a new one when left out. */
  record?: Row;
  /** Values that a new record starts with. */
  values?: Record<string, unknown>;
  /** After saving; without it a new record is offered as a link. */
  onSaved?: (record: Row) => void;
}

export const FormContext = createContext<{ openForm: (request: FormRequest) => void }>({ openForm: () => undefined });
