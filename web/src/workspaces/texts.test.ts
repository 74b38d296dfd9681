/** Both languages of every workspace have the same keys, and no text is empty. */
import { expect, test } from "vitest";
import type { TextTree } from "../objects/slots";

const modules = import.meta.glob<{ en: TextTree; zhHans: TextTree }>(["./*/texts.ts", "./*/*Texts.ts", "./*/*/*Texts.ts"], { eager: true });

function texts(tree: TextTree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [[path + key, value] as [string, string]] : texts(value, `${path}${key}.`)));
}

test.each(Object.entries(modules).filter(([, module]) => "en" in module && "zhHans" in module))("%s", (_name, { en, zhHans }) => {
  expect(texts(zhHans).map(([key]) => key)).toEqual(texts(en).map(([key]) => key));
  const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]).sort();
  const chinese = new Map(texts(zhHans));
  for (const [key, text] of texts(en)) {
    expect(text, key).not.toBe("");
    expect(chinese.get(key), key).not.toBe("");
    expect(placeholders(chinese.get(key) ?? ""), key).toEqual(placeholders(text));
  }
});

test("texts that a workspace adds later leave its other texts as they are", () => {
  const known = new Map<string, string | null>(); // null: a group of texts
  const clashes: string[] = [];
  for (const [path, module] of Object.entries(modules)) {
    if (!("en" in module)) continue;
    for (const [key, text] of texts(module.en, `${path.split("/")[1]}.`)) {
      const parts = key.split(".");
      for (const at of parts.keys()) {
        const place = parts.slice(0, at + 1).join(".");
        const here = at === parts.length - 1 ? text : null;
        if (known.has(place) && known.get(place) !== here) clashes.push(`${place} in ${path}`);
        known.set(place, here);
      }
    }
  }
  expect(clashes).toEqual([]);
});
