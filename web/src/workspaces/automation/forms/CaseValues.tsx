/** The values of a field that count: several where its type can show them, else one. */
import type { FieldMeta } from "../../../api/types";
import { kindOf } from "../../../objects/fields/kinds";

export function CaseValues({ field, value, onChange }: { field: FieldMeta; value: unknown[]; onChange: (value: unknown[]) => void }) {
  const kind = kindOf(field);
  const keep = kind.toFilterValue ?? ((next: unknown) => next);
  if (kind.ManyInput) return <kind.ManyInput field={field} value={value} onChange={(next) => onChange((keep(next) as unknown[] | null) ?? [])} />;
  const One = kind.FilterInput ?? kind.Input;
  return <One field={field} value={value[0]} onChange={(next) => onChange(next === null || next === undefined || next === "" ? [] : [keep(next)])} />;
}
