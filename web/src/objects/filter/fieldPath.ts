/** Fields as a filter reaches them: the object's own, parts of a value (`address.city`), and one step through a reference (`account.industry`). */
import type { FieldMeta, ObjectMeta } from "../../api/types";
import { kindOf } from "../fields/kinds";

export interface ReachedField {
  path: string;
  label: string;
  field: FieldMeta;
  /** The label of the reference it was reached through. */
  through: string | null;
}

function own(fields: readonly FieldMeta[], prefix: string, through: string | null): ReachedField[] {
  return fields.flatMap((field): ReachedField[] => {
    const parts = kindOf(field).parts?.(field) ?? [];
    const self = { path: prefix + field.name, label: field.label, field, through };
    return [
      ...(field.operators.length > 0 ? [self] : []),
      ...parts.map((part) => ({ path: prefix + part.name, label: `${field.label} › ${part.label}`, field: part, through })),
    ];
  });
}

export function reachableFields(meta: ObjectMeta, objects: readonly ObjectMeta[]): ReachedField[] {
  const inner = meta.fields
    .filter((field) => kindOf(field).reaches && field.object && !field.choices)
    .flatMap((field) => {
      const target = objects.find((each) => each.name === field.object);
      return target ? own(target.fields, `${field.name}.`, field.label) : [];
    });
  return [...own(meta.fields, "", null), ...inner];
}

export function reach(meta: ObjectMeta, objects: readonly ObjectMeta[], path: string): ReachedField | undefined {
  return reachableFields(meta, objects).find((each) => each.path === path);
}

export const fullLabel = (reached: ReachedField): string => (reached.through ? `${reached.through} › ${reached.label}` : reached.label);
