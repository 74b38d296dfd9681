/**
 * What a type of field must know, so that nothing else branches on a field's type: how it is shown, edited, written to the API and asked for
 * in a filter. One file for each type stands beside this one; `kinds.ts` lists them.
 */
import type { ComponentType } from "react";
import type { Choice, FieldMeta } from "../../api/types";

export interface ShowProps {
  field: FieldMeta;
  value: unknown;
  /** The whole record: money looks up its currency here. */
  record?: Record<string, unknown> | undefined;
  /** In a table cell or card: one line. */
  dense?: boolean | undefined;
}

export interface InputProps {
  field: FieldMeta;
  value: unknown;
  onChange: (value: unknown) => void;
  record?: Record<string, unknown> | undefined;
  id?: string | undefined;
  autoFocus?: boolean | undefined;
  invalid?: boolean | undefined;
  /** Editing in place: choosing is enough, so the input opens at once and says when the choice is made. */
  inPlace?: { done: (value: unknown) => void } | undefined;
}

export interface FieldKind {
  Show: ComponentType<ShowProps>;
  Input: ComponentType<InputProps>;
  /** Plain text, for titles, comparison and cards. */
  text: (value: unknown, field: FieldMeta, record?: Record<string, unknown>) => string;
  /** The input for several values (`in`, `has_any`); `Input` when it takes lists by itself. */
  ManyInput?: ComponentType<InputProps>;
  /** The input for one value in a filter, where it differs from the form's. */
  FilterInput?: ComponentType<InputProps>;
  /** A value of a filter in words, where it takes a look at the server (titles of references). */
  FilterText?: ComponentType<{ field: FieldMeta; value: unknown }>;
  /** Parts that a filter can reach (`address.city`). */
  parts?: (field: FieldMeta) => FieldMeta[];
  /** The value that one of the field's choices stands for; the choice's own value when left out. */
  fromChoice?: (choice: Choice) => unknown;
  /** What the API wants; the value itself when left out. */
  toWire?: (value: unknown) => unknown;
  /** What a filter holds. */
  toFilterValue?: (value: unknown) => unknown;
  align?: "right";
  width?: number;
  /** Takes a whole row of a form. */
  wide?: boolean;
  /** Enter belongs to the input (new line), so it does not save. */
  multiline?: boolean;
  /** Needs more room than a cell: edited in the form only. */
  formOnly?: boolean;
  /** May reach into the object it points to in filters. */
  reaches?: boolean;
  /** Means a moment in time, so that comparisons read "before" and "after". */
  temporal?: boolean;
  /** Can be added up. */
  summable?: boolean;
}

export const isBlank = (value: unknown): boolean => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

export const asText = (value: unknown): string => (isBlank(value) ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
