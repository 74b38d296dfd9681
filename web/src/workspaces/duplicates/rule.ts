/** A rule for duplicates as the pages read it. Pure. */
import type { FieldMeta, Row } from "../../api/types";

export const COMPARES = ["exact", "phone", "email", "website", "name", "similar"] as const;
export const OUTCOMES = ["warn", "block", "quiet"] as const;
export type Compare = (typeof COMPARES)[number];
export type Outcome = (typeof OUTCOMES)[number];

export interface Part {
  compare: Compare;
  fields: string[];
  against?: string[];
}

const COMPARED = new Set(["text", "long_text", "email", "phone", "url", "choice", "number", "date", "reference", "user", "link"]);

export const partsOf = (row: Row): Part[] => (Array.isArray(row["parts"]) ? (row["parts"] as Part[]) : []);

export function nameOf(row: Row, language: string): string {
  const names = language.startsWith("zh") ? [row["name_zh"], row["name_en"]] : [row["name_en"], row["name_zh"]];
  return String(names.find((name) => !!name) ?? `#${row.id}`);
}

/** The fields that can be compared in some way. */
export const comparedFields = (fields: readonly FieldMeta[]): FieldMeta[] => fields.filter((field) => COMPARED.has(field.type) && !["id", "created_by"].includes(field.name));

/** A part without empty lists, as the server takes it. */
export function tidied(part: Part): Part {
  const { against, ...rest } = part;
  return against && against.length > 0 ? { ...rest, against } : rest;
}
