import { expect, test } from "vitest";
import type { FieldMeta } from "../../api/types";
import { asValues, comparable } from "./question";

const field = (name: string, type: string) => ({ name, type }) as FieldMeta;
const FIELDS = [field("name", "text"), field("company", "text"), field("mobile", "phone"), field("phone", "phone"), field("email", "email"), field("tags", "tags")];

test("only what rules compare is asked about", () => {
  expect(comparable(FIELDS, { name: "Lin", company: "", mobile: "1", email: null, tags: ["a"], unknown: "x" })).toEqual({ name: "Lin" });
});

test.each([
  ["138 0013 8000", { mobile: "138 0013 8000", phone: "138 0013 8000" }],
  ["lin@nine.example", { email: "lin@nine.example" }],
  [" 恒远机械 ", { name: "恒远机械", company: "恒远机械" }],
  ["a", {}],
])("%s is looked up as what it looks like", (text, expected) => {
  expect(asValues(FIELDS, "name", text)).toEqual(expected);
});
