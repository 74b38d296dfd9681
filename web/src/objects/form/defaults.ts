/** What a new record starts with in a form. The server knows it too (and makes whoever creates a record its owner), so it is sent only when changed. */
import type { Me, ObjectMeta } from "../../api/types";
import { fieldOf } from "../../api/objects";
import { isBlank } from "../fields/kind";

export function defaultsOf(meta: ObjectMeta, me?: Pick<Me, "id" | "name">): Record<string, unknown> {
  const writable = meta.fields.filter((field) => field.right === "write" && !field.read_only);
  const said = Object.fromEntries(writable.filter((field) => !isBlank(field.default)).map((field) => [field.name, field.default]));
  const owner = fieldOf(meta, "owner");
  return me && owner?.type === "user" && writable.includes(owner) ? { owner: { id: me.id, title: me.name }, ...said } : said;
}
