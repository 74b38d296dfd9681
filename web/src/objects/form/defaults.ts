/** What a new record starts with in a form: the object's own defaults. The server knows them too, so they are sent only when changed. */
import type { ObjectMeta } from "../../api/types";
import { isBlank } from "../fields/kind";

export function defaultsOf(meta: ObjectMeta): Record<string, unknown> {
  return Object.fromEntries(meta.fields.filter((field) => field.right === "write" && !field.read_only && !isBlank(field.default)).map((field) => [field.name, field.default]));
}
