/** What the next stage asks for: pure. */
import { fieldOf } from "../../api/objects";
import type { Choice, FieldMeta, ObjectMeta, Row } from "../../api/types";
import { isBlank } from "../../objects/fields/kind";
import { idOf } from "../../objects/fields/reference";
import { isRequired } from "../../objects/form/required";
import { wayOf } from "../../objects/record/way";

export interface NextStage {
  stage: Choice;
  /** Fields that the next stage requires and that are empty. */
  missing: FieldMeta[];
}

/** The stage after the record's own on the way to success, and what is missing for it; null at the end of the way. */
export function nextStage(meta: ObjectMeta, record: Row): NextStage | null {
  const field = fieldOf(meta, meta.stage_field);
  const value = field ? String(idOf(record[field.name]) ?? "") : "";
  const choices = wayOf(field?.choices ?? [], value).filter((choice) => choice.kind !== "lost");
  const at = choices.findIndex((choice) => String(choice.value) === value);
  const stage = at >= 0 ? choices[at + 1] : undefined;
  if (!field || !stage) return null;
  const then = { ...record, [field.name]: stage.value };
  return { stage, missing: meta.fields.filter((each) => each.required_from && isRequired(meta, each, then) && isBlank(record[each.name])) };
}
