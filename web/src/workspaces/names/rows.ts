/** The rows of the table of names: in groups by kind, and what a row is called on the page. */
import type { NameItem } from "./calls";

const ORDER = ["object", "objects", "field", "choice", "section", "action", "scene", "record", "help"];

export interface Group {
  kind: string;
  label: string;
  items: NameItem[];
}

/** The items by kind, names of the object itself together, each kind in the order in which it came. */
export function groupsOf(items: readonly NameItem[], kind: string): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const own = item.kind === "objects" ? "object" : item.kind;
    if (kind && own !== kind) continue;
    const group = groups.get(own) ?? { kind: own, label: item.kind_label, items: [] };
    group.items.push(item);
    groups.set(own, group);
  }
  return [...groups.values()].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

/** What the thing is called now in this language. */
export function nameOf(item: NameItem, isChinese: boolean): string {
  const [first, second] = isChinese ? [item.zh || item.delivered_zh, item.en || item.delivered_en] : [item.en || item.delivered_en, item.zh || item.delivered_zh];
  return first || second || item.key;
}
