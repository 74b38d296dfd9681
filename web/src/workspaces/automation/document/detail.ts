/** What a block says beyond the name of its action: whom it tells, what it chooses, what it says. Pure. */
import { keyOf, partsOf } from "../values/people";
import type { JsonSchema, ObjectMeta } from "../../../api/types";
import { schemaFields } from "../../../objects/actions/schemaFields";
import { inputKind, type InputSchema } from "../values/inputKind";
import { inLanguage } from "./scope";
import type { Asked, Block } from "./types";

const SHORTEST = 2;

/** Placeholders as an ellipsis, so that a text with values still reads. */
const plain = (text: string) => text.replace(/\{%.*?%\}/g, "").replace(/\{\{.*?\}\}/g, "…").replace(/\s+/g, " ").trim();

export function detailOf(block: Block, schema: JsonSchema | null, object: ObjectMeta | undefined, language: string, managerOf: (part: string) => string): string {
  const input = block.input ?? {};
  const root = (schema ?? {}) as InputSchema;
  const parts = partsOf(object, managerOf);
  const found: string[] = [];
  for (const field of schemaFields(root)) {
    const value = input[field.name];
    if (value === undefined || value === null || value === "") continue;
    const kind = inputKind((root.properties?.[field.name] ?? {}) as InputSchema, root);
    if (kind === "recipients") {
      const names = (Array.isArray(value) ? value : [value]).flatMap((each: Asked) => parts.find((part) => part.key === keyOf(each))?.label ?? each.email ?? []);
      if (names.length > 0) found.push(names.join(language.startsWith("zh") ? "、" : ", "));
    } else if (kind === "languages" && typeof value === "object") found.push(plain(inLanguage(value as Record<string, string>, language)));
    else if (field.choices && typeof value === "string") found.push(field.choices.find((choice) => choice.value === value)?.label ?? value);
    else if (kind === "template" && typeof value === "string" && found.length < SHORTEST) found.push(plain(value));
    else if (kind === "values" && typeof value === "object") found.push(Object.keys(value).map((name) => object?.fields.find((each) => each.name === name)?.label ?? name).join(", "));
  }
  return found.filter(Boolean).slice(0, SHORTEST).join(" · ");
}
