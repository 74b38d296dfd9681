/** The fields that can make the columns of a board: those with a fixed set of single values. */
import type { FieldMeta, ObjectMeta } from "../../api/types";

export function boardFields(meta: ObjectMeta): FieldMeta[] {
  return meta.fields.filter((field) => field.name === meta.board_by || ((field.choices?.length ?? 0) > 1 && field.operators.includes("is")));
}
