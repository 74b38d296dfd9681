import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../../api/types";
import { schemaDefaults, schemaFields } from "./schemaFields";

const schema: JsonSchema = {
  type: "object",
  required: ["user", "reason"],
  $defs: { Kind: { enum: ["a", "b"], type: "string" } },
  properties: {
    user: { type: "integer", title: "To", "x-object": "user" },
    account: { anyOf: [{ type: "integer" }, { type: "null" }], title: "Account", "x-object": "account" },
    reason: { type: "string", title: "Reason", oneOf: [{ const: "price", title: "Price" }, { const: "other", title: "Other" }] },
    kind: { $ref: "#/$defs/Kind", title: "Kind" },
    amount: { anyOf: [{ type: "number" }, { type: "string" }, { type: "null" }], title: "Amount" },
    on: { type: "string", format: "date", title: "On" },
    at: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }], title: "At" },
    note: { type: "string", maxLength: 2000, title: "Note", default: "" },
    quick: { type: "boolean", title: "Quick", default: true },
    days: { type: "integer", title: "Days", default: 3 },
    password: { type: "string", format: "password", maxLength: 200, title: "Password" },
    labels: { type: "array", items: { enum: ["x", "y"] }, title: "Labels" },
  },
};

describe("the input of an action", () => {
  const fields = Object.fromEntries(schemaFields(schema).map((field) => [field.name, field]));

  it("becomes fields of the types that forms know", () => {
    expect(Object.fromEntries(Object.values(fields).map((field) => [field.name, field.type]))).toEqual({
      user: "user",
      account: "reference",
      reason: "choice",
      kind: "choice",
      amount: "number",
      on: "date",
      at: "datetime",
      note: "long_text",
      quick: "boolean",
      days: "number",
      password: "secret",
      labels: "choices",
    });
  });

  it("keeps titles, choices and what is required", () => {
    expect(fields["reason"]?.choices).toEqual([{ value: "price", label: "Price" }, { value: "other", label: "Other" }]);
    expect(fields["account"]?.label).toBe("Account");
    expect(fields["account"]?.object).toBe("account");
    expect(Object.values(fields).filter((field) => field.required).map((field) => field.name)).toEqual(["user", "reason"]);
    expect(fields["days"]?.decimals).toBe(0);
  });

  it("starts with the defaults", () => {
    expect(schemaDefaults(schema)).toEqual({ note: "", quick: true, days: 3 });
  });
});
