/** An error in words, with what the server says of each field under the field's label. */
import { isProblem } from "../../api/problem";
import type { ObjectMeta } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";

export function wordsOf(error: unknown, meta: ObjectMeta): string {
  const fields = isProblem(error) ? Object.entries(error.fields) : [];
  if (fields.length === 0) return sentenceOf(error);
  const labelOf = (name: string) => meta.fields.find((field) => field.name === name)?.label ?? name;
  return fields.map(([name, texts]) => `${labelOf(name)}: ${texts.join(" ")}`).join("\n");
}
