import { expect, test } from "vitest";
import { dropped, flatOf, inBoth, renamed, sectionsOf, withField, without, withSection } from "./flat";

const sections = [
  { label_en: "A", label_zh: "甲", fields: ["name", "phone"] },
  { label_en: "B", label_zh: "乙", fields: ["owner"] },
];
const items = flatOf(sections);
const keyOf = (name: string) => `field ${name}`;

test("a layout comes out as it went in", () => {
  expect(sectionsOf(items)).toEqual(sections);
});

test("a heading written in one language gets the other where a delivered one has it", () => {
  const shown = [
    { label_en: "Company", label_zh: "公司", fields: ["name"] },
    { label_en: "我们的", label_zh: "我们的", fields: ["owner"] },
  ];
  const stored = [
    { label_en: "", label_zh: "公司", fields: ["name"] },
    { label_en: "", label_zh: "我们的", fields: ["owner"] },
  ];
  expect(inBoth(stored, shown).map((each) => [each.label_en, each.label_zh])).toEqual([
    ["Company", "公司"],
    ["", "我们的"],
  ]);
});

test("a field moves into another section", () => {
  expect(sectionsOf(dropped(items, keyOf("phone"), keyOf("owner"))).map((each) => each.fields)).toEqual([["name"], ["owner", "phone"]]);
});

test("nothing stands before the first heading", () => {
  expect(dropped(items, keyOf("name"), items[0]?.key ?? "")).toEqual(items);
});

test("fields and sections are added at the end", () => {
  expect(sectionsOf(withField(withSection(items, "C", "丙"), "email")).at(-1)).toEqual({ label_en: "C", label_zh: "丙", fields: ["email"] });
});

test("the fields of a heading that goes fall to the section before", () => {
  const second = items[3]?.key ?? "";
  expect(sectionsOf(without(items, second)).map((each) => each.fields)).toEqual([["name", "phone", "owner"]]);
  expect(without(items, items[0]?.key ?? "")).toEqual(items);
  expect(sectionsOf(renamed(items, second, { label_zh: "丁" }))[1]?.label_zh).toBe("丁");
});
