/** Which fields must be filled: always, or from the stage on that the record has reached. */
import { fieldOf } from "../../api/objects";
import type { FieldMeta, ObjectMeta } from "../../api/types";
import { idOf } from "../fields/reference";
import { wayOf } from "../record/way";

export function isRequired(meta: ObjectMeta, field: FieldMeta, values: Record<string, unknown>): boolean {
  if (field.required) return true;
  if (!field.required_from) return false;
  const stage = fieldOf(meta, meta.stage_field);
  const value = stage ? String(idOf(values[stage.name]) ?? "") : "";
  const order = wayOf(stage?.choices ?? [], value).map((choice) => String(choice.value));
  const now = order.indexOf(value);
  const from = order.indexOf(String(field.required_from));
  return from >= 0 && now >= from;
}
