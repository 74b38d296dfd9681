/** Choices while they are edited. */
import { expect, test } from "vitest";
import type { ChoiceSet } from "./calls";
import { draftOf, given, nameOf, shown, withNew } from "./draft";

const item = { value: "hot", label: "Hot", en: "", zh: "火热", delivered_en: "Hot", delivered_zh: "热", color: "", inactive: false, is_added: false, is_fixed: false, used: 3 };
const set = (name: string, is_open: boolean): ChoiceSet => ({
  name,
  is_open,
  is_changed: false,
  fields: [{ object: name.split(".")[0] ?? "", object_label: "Lead", field: "f", label: name }],
  choices: [{ value: "hot", label: "Hot", color: "", inactive: false }],
});

test("a choice is called by the company's name, else by the delivered one, else by that of the other language", () => {
  expect([nameOf(draftOf(item), true), nameOf(draftOf(item), false)]).toEqual(["火热", "Hot"]);
  expect(nameOf({ ...draftOf(item), delivered_en: "", zh: "抖音" }, false)).toBe("抖音");
});

test("new choices have keys of their own, and those without a name are not sent", () => {
  const drafts = withNew(withNew([draftOf(item)]));
  expect(drafts.map((each) => each.key)).toEqual(["hot", "+1", "+2"]);
  expect(given(drafts.map((each) => (each.key === "+2" ? { ...each, zh: "抖音" } : each))).map((each) => each.key)).toEqual(["hot", "+2"]);
});

test("sets are found by object, field and choice, the open ones first", () => {
  const sets = [set("lead.status", false), set("lead.rating", true), set("account.level", true)];
  expect(shown(sets, "lead", "").map((each) => each.name)).toEqual(["lead.rating", "lead.status"]);
  expect(shown(sets, "", "LEVEL").map((each) => each.name)).toEqual(["account.level"]);
  expect(shown(sets, "", "ho")).toHaveLength(3);
});
