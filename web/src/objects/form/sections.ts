/** Sections of fields; those with the same heading become one. */
import type { FieldMeta } from "../../api/types";

export interface Section {
  label: string;
  fields: FieldMeta[];
}

export function mergedSections(sections: readonly Section[]): Section[] {
  const merged: Section[] = [];
  for (const section of sections) {
    const same = merged.find((each) => each.label === section.label);
    if (same) same.fields = [...same.fields, ...section.fields];
    else if (section.fields.length > 0) merged.push({ ...section });
  }
  return merged;
}
