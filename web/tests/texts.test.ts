/** Both languages are complete, and every key that the pages use is there. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../src/app/texts/en";
import { zhHans } from "../src/app/texts/zh-hans";
import { workspaces } from "../src/app/workspaces";
import type { TextTree } from "../src/objects/slots";

function keysOf(tree: TextTree, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [prefix + key] : keysOf(value, `${prefix}${key}.`)));
}

function textsOf(tree: TextTree): string[] {
  return Object.values(tree).flatMap((value) => (typeof value === "string" ? [value] : textsOf(value)));
}

const placeholders = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort();

/** `texts.ts` of each workspace, and what it loads only with its pages (`askTexts.ts`), which adds to those. */
const ofWorkspaces = Object.entries(import.meta.glob<{ en?: TextTree; zhHans?: TextTree }>(["../src/workspaces/*/texts.ts", "../src/workspaces/*/**/*Texts.ts"], { eager: true })).flatMap(([path, { en: english, zhHans: chinese }]) =>
  english && chinese ? [{ name: path.split("/workspaces/")[1] ?? path, workspace: path.split("/workspaces/")[1]?.split("/")[0] ?? "", en: english, zh: chinese }] : [],
);

const trees = [{ name: "app", en: en as TextTree, zh: zhHans as TextTree }, ...ofWorkspaces];

describe.each(trees)("the texts of $name", (tree) => {
  it("have the same keys in both languages", () => {
    expect(keysOf(tree.zh).sort()).toEqual(keysOf(tree.en).sort());
  });

  it("are nowhere empty and name the same values", () => {
    const english = textsOf(tree.en);
    const chinese = textsOf(tree.zh);
    expect(english.filter((text) => !text.trim())).toEqual([]);
    const lookUp = (root: TextTree, key: string) => key.split(".").reduce<TextTree | string | undefined>((at, part) => (typeof at === "object" ? at[part] : undefined), root);
    const differing = keysOf(tree.en).filter((key) => placeholders(String(lookUp(tree.en, key))).join() !== placeholders(String(lookUp(tree.zh, key))).join());
    expect(differing).toEqual([]);
    expect(chinese).toHaveLength(english.length);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") ? [join(folder, entry.name)] : [],
  );
}

it("texts and workspaces are found under the same names", () => {
  const named = new Set(ofWorkspaces.map((each) => each.workspace));
  const known = new Set(workspaces.map((each) => each.name));
  expect([...named].filter((name) => !known.has(name))).toEqual([]);
});

it("every key that a page asks for exists", () => {
  const known = new Set([...keysOf(en as TextTree), ...ofWorkspaces.flatMap((each) => keysOf(each.en, `${each.workspace}.`))]);
  const plural = (key: string) => known.has(`${key}_other`) || known.has(`${key}_one`);
  const missing = sources("src").flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\bt\(\s*"([\w.-]+)"/g)].flatMap(([, key]) => (key && !known.has(key) && !plural(key) ? [`${file}: ${key}`] : [])));
  expect(missing).toEqual([]);
});
