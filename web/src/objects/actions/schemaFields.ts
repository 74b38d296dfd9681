/**
 * The input of an action (JSON Schema) as fields, so that dialogs use the same inputs as forms. Understood: text, numbers, yes/no, dates,
 * enumerations (also with titles by `oneOf`), lists of them, and references by `x-object` (the name of the object).
 */
import type { Choice, FieldMeta, JsonSchema } from "../../api/types";

/** A part of a schema with what it refers to put in its place, and without the "or nothing". */
export function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref) {
    const target = root.$defs?.[schema.$ref.split("/").pop() ?? ""] ?? {};
    return { ...resolve(target, root), ...Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$ref")) };
  }
  if (schema.allOf?.length === 1 && schema.allOf[0]) return { ...resolve(schema.allOf[0], root), ...schema, allOf: [] };
  const options = schema.anyOf?.filter((option) => option.type !== "null");
  if (options?.length && options[0]) {
    // A decimal comes as "number or string"; either way the first says enough.
    const rest = { ...schema };
    delete rest.anyOf;
    return { ...resolve(options[0], root), ...rest };
  }
  return schema;
}

function isNullable(schema: JsonSchema): boolean {
  return (schema.anyOf?.some((option) => option.type === "null") ?? false) || (Array.isArray(schema.type) && schema.type.includes("null"));
}

function choicesOf(schema: JsonSchema): Choice[] | null {
  if (schema.choices) return schema.choices;
  const titled = schema.oneOf?.filter((option) => option.const !== undefined);
  if (titled?.length) return titled.map((option) => ({ value: String(option.const), label: option.title ?? String(option.const) }));
  if (schema.enum) return schema.enum.map((value) => ({ value: String(value), label: String(value) }));
  return null;
}

function typeOf(schema: JsonSchema, choices: Choice[] | null, items: JsonSchema | null): string {
  const object = schema["x-object"] ?? schema.object;
  if (object === "user") return "user";
  if (object) return "reference";
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type;
  if (type === "array") return items && choicesOf(items) ? "choices" : "tags";
  if (choices) return "choice";
  if (type === "boolean") return "boolean";
  if (type === "integer" || type === "number") return "number";
  if (type === "object") return "json";
  if (schema.format === "date") return "date";
  if (schema.format === "date-time") return "datetime";
  if (schema.format === "time") return "time";
  if (schema.format === "email") return "email";
  if (schema.format === "password") return "secret";
  if (schema.format === "textarea" || (schema.maxLength ?? 0) > 300) return "long_text";
  return "text";
}

export function schemaFields(root: JsonSchema | null): FieldMeta[] {
  return Object.entries(root?.properties ?? {}).filter(([, raw]) => !raw["x-hidden"]).map(([name, raw]) => {
    const schema = resolve(raw, root ?? {});
    const items = schema.items ? resolve(schema.items, root ?? {}) : null;
    const choices = choicesOf(schema) ?? (items ? choicesOf(items) : null);
    const whole = schema.type === "integer";
    return {
      name,
      label: raw.title ?? schema.title ?? name,
      help: raw.description ?? null,
      type: typeOf(schema, choices, items),
      required: (root?.required?.includes(name) ?? false) && !isNullable(raw),
      read_only: false,
      custom: false,
      right: "write",
      choices,
      object: schema["x-object"] ?? schema.object ?? null,
      max_length: schema.maxLength ?? null,
      decimals: whole ? 0 : null,
      operators: [],
      sortable: false,
      inline: false,
    };
  });
}

export function schemaDefaults(root: JsonSchema | null): Record<string, unknown> {
  return Object.fromEntries(Object.entries(root?.properties ?? {}).flatMap(([name, schema]) => (schema.default === undefined || schema.default === null ? [] : [[name, schema.default]])));
}
