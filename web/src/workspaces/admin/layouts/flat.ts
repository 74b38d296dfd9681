/** A layout as one flat list of headings and fields, so that one drag moves a field anywhere; a section reaches to the next heading. Pure. */
export interface StoredSection {
  label_en: string;
  label_zh: string;
  fields: string[];
}

export type Item = { key: string; kind: "section"; label_en: string; label_zh: string } | { key: string; kind: "field"; name: string };

let made = 0;

const heading = (label_en: string, label_zh: string): Item => {
  made += 1;
  return { key: `section ${made}`, kind: "section", label_en, label_zh };
};
const entry = (name: string): Item => ({ key: `field ${name}`, kind: "field", name });

export const flatOf = (sections: readonly StoredSection[]): Item[] => sections.flatMap((section) => [heading(section.label_en, section.label_zh), ...section.fields.map(entry)]);

/** Headings that were written in one language only, with the other where a delivered heading of that name has it. */
export const inBoth = (stored: readonly StoredSection[], shown: readonly StoredSection[]): StoredSection[] =>
  stored.map((section) => {
    const same = shown.find((each) => (section.label_zh ? each.label_zh === section.label_zh : each.label_en === section.label_en));
    if (!same || same.label_en === same.label_zh || (section.label_en && section.label_zh)) return section;
    return { ...section, label_en: section.label_en || same.label_en, label_zh: section.label_zh || same.label_zh };
  });

/** Fields before the first heading belong to it. */
export function sectionsOf(items: readonly Item[]): StoredSection[] {
  const sections: StoredSection[] = [];
  const early: string[] = [];
  for (const item of items) {
    if (item.kind === "section") sections.push({ label_en: item.label_en, label_zh: item.label_zh, fields: [] });
    else (sections.at(-1)?.fields ?? early).push(item.name);
  }
  const [first] = sections;
  if (first) first.fields.unshift(...early);
  return sections;
}

/** Moves one item to the place of another; a heading always stands first. */
export function dropped(items: readonly Item[], key: string, over: string): Item[] {
  const from = items.findIndex((item) => item.key === key);
  const to = items.findIndex((item) => item.key === over);
  const item = items[from];
  if (!item || to < 0) return [...items];
  const next = items.toSpliced(from, 1).toSpliced(to, 0, item);
  return next[0]?.kind === "section" ? next : [...items];
}

export const withField = (items: readonly Item[], name: string): Item[] => [...items, entry(name)];

export const withSection = (items: readonly Item[], label_en: string, label_zh: string): Item[] => [...items, heading(label_en, label_zh)];

/** A heading goes alone: its fields fall to the section before; the first one stays. */
export const without = (items: readonly Item[], key: string): Item[] => (items[0]?.key === key && items[0].kind === "section" ? [...items] : items.filter((item) => item.key !== key));

export const renamed = (items: readonly Item[], key: string, labels: Partial<{ label_en: string; label_zh: string }>): Item[] => items.map((item) => (item.key === key && item.kind === "section" ? { ...item, ...labels } : item));
