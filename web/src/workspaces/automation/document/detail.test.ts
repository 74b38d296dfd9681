import { expect, test } from "vitest";
import { makeField, makeObject } from "../../../../tests/make";
import { detailOf } from "./detail";

const lead = makeObject({ fields: [makeField({ name: "owner", type: "user", label: "负责人" }), makeField({ name: "status", label: "状态" })] });
const notice = { properties: { to: { type: "array", items: { properties: { role_of: { type: "string" } } } }, title: { anyOf: [{ type: "string" }, { type: "object", propertyNames: { enum: ["en", "zh-hans"] } }] }, by: { type: "string", oneOf: [{ const: "next", title: "给下一位" }] } } };
const say = (input: Record<string, unknown>, schema: object = notice) => detailOf({ id: "x", action: "a.b", input }, schema, lead, "zh-hans", (part) => `${part}的经理`);

test("a card says whom it tells, and what", () => {
  expect(say({ to: [{ role_of: "owner" }, { role_of: "owner_manager" }], title: { "zh-hans": "新线索 {{ record.name }}" } })).toBe("负责人、负责人的经理 · 新线索 …");
  expect(say({ by: "next" })).toBe("给下一位");
  expect(say({ values: { status: "won" } }, { properties: { values: { type: "object", "x-kind": "values" } } })).toBe("状态");
  expect(say({})).toBe("");
});
