/** Metadata for tests; give only what the test is about. */
import type { FieldMeta, ObjectMeta } from "../src/api/types";

export function makeField(part: Partial<FieldMeta> & { name: string }): FieldMeta {
  return {
    label: part.name,
    type: "text",
    required: false,
    read_only: false,
    custom: false,
    right: "write",
    choices: null,
    operators: ["is", "is_empty"],
    sortable: true,
    inline: true,
    ...part,
  };
}

export function makeObject(part: Partial<ObjectMeta> & { fields: FieldMeta[] }): ObjectMeta {
  return {
    name: "lead",
    plural: "leads",
    label: "Lead",
    label_plural: "Leads",
    title_field: "name",
    columns: ["name"],
    board_by: null,
    stage_field: null,
    sections: [],
    highlights: [],
    related: [],
    rights: { read: true, create: true, update: true, delete: true, export: true, import: true },
    is_setup: false,
    actions: [],
    scenes: [],
    ...part,
  };
}
