/** Which control asks for an input of an action: what the schema says by `x-kind`, else what its shape tells. Pure. */
import type { JsonSchema } from "../../../api/types";
import { resolve } from "../../../objects/actions/schemaFields";

export interface InputSchema extends JsonSchema {
  "x-kind"?: string;
  "x-of"?: string;
  "x-types"?: string[];
  "x-rows"?: number;
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
}

export type InputKind = "recipients" | "languages" | "template" | "values" | "object" | "field" | "related" | "filter" | "amount" | "moment" | "pairs" | "secret" | "json" | "plain";

const said: Record<string, InputKind> = {
  recipients: "recipients", people: "recipients", person: "recipients", text: "template", template: "template", values: "values", object: "object", field: "field", sort: "field",
  related: "related", filter: "filter", amount: "amount", moment: "moment", pairs: "pairs", secret: "secret", json: "json", languages: "languages",
};

export function inputKind(raw: InputSchema, root: JsonSchema): InputKind {
  const schema = resolve(raw, root) as InputSchema;
  const kind = raw["x-kind"] ?? schema["x-kind"];
  if (kind && said[kind]) return said[kind];
  const items = schema.items && resolve(schema.items, root);
  if (items?.properties && "role_of" in items.properties) return "recipients";
  if (raw.anyOf?.some((option) => (option as InputSchema).propertyNames?.enum?.includes("zh-hans"))) return "languages";
  if (schema["x-object"] || schema.object || schema.enum || schema.oneOf?.length) return "plain";
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type;
  if (type === "string" && !schema.format?.startsWith("date") && schema.format !== "time") return "template";
  if (type === "object" || (type === undefined && !schema.anyOf)) return "json";
  return "plain";
}

/** Does the input take several people, or one? */
export function takesOne(raw: InputSchema, root: JsonSchema): boolean {
  const schema = resolve(raw, root);
  return raw["x-kind"] === "person" || schema.type !== "array";
}
