import { expect, it } from "vitest";
import type { NameItem } from "./calls";
import { groupsOf, nameOf } from "./rows";

const item = (kind: string, key: string, more: Partial<NameItem> = {}): NameItem => ({ id: `lead/${kind}/${key}`, under: "lead", kind, kind_label: kind, key, context: "", en: "", zh: "", delivered_en: "", delivered_zh: "", is_own: false, has_zh: true, changed: false, missing_en: false, missing_zh: false, max_length: 200, ...more });

it("puts the names of the object first and help last, each kind in its order", () => {
  const items = [item("help", "name"), item("field", "b"), item("object", ""), item("field", "a"), item("objects", "")];
  expect(groupsOf(items, "").map((group) => [group.kind, group.items.map((each) => each.key)])).toEqual([["object", ["", ""]], ["field", ["b", "a"]], ["help", ["name"]]]);
  expect(groupsOf(items, "help").map((group) => group.kind)).toEqual(["help"]);
});

it("calls a thing by its own name, then the delivered, then the other language", () => {
  expect(nameOf(item("field", "x", { zh: "学校", delivered_zh: "公司", en: "School" }), true)).toBe("学校");
  expect(nameOf(item("field", "x", { delivered_zh: "公司", en: "School" }), true)).toBe("公司");
  expect(nameOf(item("field", "x", { zh: "学校" }), false)).toBe("学校");
  expect(nameOf(item("help", "x"), false)).toBe("x");
});
