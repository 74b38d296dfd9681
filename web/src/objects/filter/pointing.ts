/** What points to the records of an object: the references and links of other objects, by which a filter asks for related records. */
import type { FieldMeta, ObjectMeta } from "../../api/types";

export interface Pointing {
  /** As a filter names it: `opportunity.account`. */
  by: string;
  object: ObjectMeta;
  /** The object, with the field where several of its fields point here. */
  label: string;
}

function points(field: FieldMeta, meta: ObjectMeta): boolean {
  if (field.custom) return false;
  if (field.type === "link") return !field.objects || field.objects.includes(meta.name);
  return (field.type === "reference" || field.type === "user") && (field.object ?? (field.type === "user" ? "user" : null)) === meta.name;
}

function allPointing(meta: ObjectMeta, objects: readonly ObjectMeta[]): Pointing[] {
  return objects.flatMap((object) => {
    const fields = object.fields.filter((field) => points(field, meta));
    return fields.map((field) => ({ by: `${object.name}.${field.name}`, object, label: fields.length > 1 ? `${object.label} (${field.label})` : object.label }));
  });
}

/** Those that are offered: of records people work with, the ones on the record page first. */
export function pointingTo(meta: ObjectMeta, objects: readonly ObjectMeta[]): Pointing[] {
  const shown = meta.related.map((each) => `${each.object}.${each.field}`);
  const place = (by: string) => (shown.includes(by) ? shown.indexOf(by) : shown.length);
  return allPointing(meta, objects)
    .filter((each) => !each.object.is_setup || shown.includes(each.by))
    .sort((a, b) => place(a.by) - place(b.by));
}

/** The one of that name, also where it is not offered; none if the person may not see it. */
export function pointingBy(meta: ObjectMeta, objects: readonly ObjectMeta[], by: string): Pointing | undefined {
  return allPointing(meta, objects).find((each) => each.by === by);
}
