/** Columns of a file and the fields they go into. Pure. */
import type { FieldMeta, ObjectMeta } from "../../api/types";

export type Mapping = Record<string, string | null>;

export function mappedFields(mapping: Mapping): string[] {
  return Object.values(mapping).filter((field): field is string => !!field);
}

/** Puts a column into a field; a field takes one column only, so another column that had it is left out. */
export function withField(mapping: Mapping, column: string, field: string | null): Mapping {
  const others = Object.entries(mapping).map(([name, held]) => [name, field !== null && held === field ? null : held] as const);
  return { ...Object.fromEntries(others), [column]: field };
}

const PARTS = ["country", "state", "city", "street", "postal_code"] as const;

/** A place that a column can go into: a field, a part of an address, or one of these of a related record. */
export interface Target {
  value: string;
  label: string;
  /** The reference through which it is reached; empty for the object's own fields. */
  through: string;
}

/** All places for the columns, those of related records that the person may make after the object's own. */
export function targetsOf(meta: ObjectMeta, objects: readonly ObjectMeta[], partLabel: (part: string) => string): Target[] {
  const own = writable(meta);
  const related = own.flatMap((field) => {
    const target = field.type === "reference" ? objects.find((each) => each.name === field.object) : undefined;
    if (!target || target.is_setup || !target.rights.create) return [];
    return writable(target).flatMap((inner) => places(inner, partLabel, `${field.name}.`, `${field.label} · `, field.name));
  });
  return [...own.flatMap((field) => places(field, partLabel, "", "", "")), ...related];
}

function places(field: FieldMeta, partLabel: (part: string) => string, path: string, label: string, through: string): Target[] {
  const whole = { value: path + field.name, label: label + field.label + (field.required && !through ? " *" : ""), through };
  if (field.type !== "address") return [whole];
  return [whole, ...PARTS.map((part) => ({ value: `${path}${field.name}.${part}`, label: `${label}${field.label} · ${partLabel(part)}`, through }))];
}

const writable = (meta: ObjectMeta) => meta.fields.filter((field) => !field.read_only && field.right === "write");

/**
 * What happens when the record that a cell names is not there, unless the person says otherwise; null for columns that name
 * none. A record that the file describes in columns of its own is made.
 */
export function usualMissing(meta: ObjectMeta, objects: readonly ObjectMeta[], mapping: Mapping, path: string | null | undefined): "error" | "create" | null {
  const [head = "", rest] = (path ?? "").split(".", 2);
  const field = meta.fields.find((each) => each.name === head);
  if (!field?.object || field.choices) return null;
  if (rest === undefined) return mappedFields(mapping).some((each) => each.startsWith(`${head}.`)) ? "create" : "error";
  const target = objects.find((each) => each.name === field.object);
  return rest === "external_id" || rest === target?.title_field ? "create" : null;
}
