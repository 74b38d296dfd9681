/** Which fields must be filled: always, or from the stage on that the record has reached. */
import { fieldOf } from "../../api/objects";
import type { FieldMeta, ObjectMeta } from "../../api/types";
import { idOf } from "../fields/reference";

export function isRequired(meta: ObjectMeta, field: FieldMeta, values: Record<string, unknown>): boolean {
  if (field.required) return true;
  if (!field.required_from) return false;
  const stage = fieldOf(meta, meta.stage_field);
  const order = (stage?.choices ?? []).map((choice) => String(choice.value));
  const now = stage ? order.indexOf(String(idOf(values[stage.name]) ?? "")) : -1;
  const from = order.indexOf(String(field.required_from));
  return from >= 0 && now >= from;
}
