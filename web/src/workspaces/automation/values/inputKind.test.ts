import { expect, test } from "vitest";
import { inputKind, takesOne, type InputSchema } from "./inputKind";

const root: InputSchema = { $defs: { Recipient: { type: "object", properties: { user: { type: "integer" }, role_of: { type: "string" } } } } };

test.each<[InputSchema, string]>([
  [{ type: "array", items: { $ref: "#/$defs/Recipient" } }, "recipients"],
  [{ anyOf: [{ type: "string" }, { type: "object", propertyNames: { enum: ["en", "zh-hans"] } } as InputSchema] }, "languages"],
  [{ type: "object", "x-kind": "values", "x-of": "record" }, "values"],
  [{ anyOf: [{ $ref: "#/$defs/Recipient" }, { type: "null" }], "x-kind": "person" }, "recipients"],
  [{ type: "string", maxLength: 2000 }, "template"],
  [{ type: "string", oneOf: [{ const: "a", title: "A" }] }, "plain"],
  [{ type: "integer", "x-object": "user" }, "plain"],
  [{ type: "boolean" }, "plain"],
  [{ type: "object" }, "json"],
  [{ type: "string", "x-kind": "secret" }, "secret"],
  [{ anyOf: [{ type: "string" }, { type: "object" }], "x-kind": "moment" }, "moment"],
])("the control of %j is %s", (schema, kind) => {
  expect(inputKind(schema, root)).toBe(kind);
});

test("one person or several", () => {
  expect([takesOne({ "x-kind": "person" }, root), takesOne({ type: "array", items: {} }, root)]).toEqual([true, false]);
});
