/** Everything late in groups: by rule, by person, or by how long it has been late. */
import type { LateCase } from "./calls";

export const GROUPINGS = ["rule", "person", "age"] as const;
export type Grouping = (typeof GROUPINGS)[number];
export const AGES = ["today", "days", "week", "month"] as const;
export type Age = (typeof AGES)[number];

const DAY = 24 * 3600 * 1000;

export function ageOf(dueAt: string, now: number): Age {
  const days = (now - Date.parse(dueAt)) / DAY;
  return days < 1 ? "today" : days < 7 ? "days" : days < 30 ? "week" : "month";
}

export interface LateGroup {
  key: string;
  title: string;
  items: LateCase[];
}

/** The fullest group first; ages from the longest to the shortest. */
export function grouped(items: readonly LateCase[], by: Grouping, now: number, titleOfAge: (age: Age) => string): LateGroup[] {
  const found = new Map<string, LateGroup>();
  for (const item of items) {
    const age = ageOf(item.due_at, now);
    const [key, title] = by === "rule" ? [String(item.rule), item.rule_name] : by === "person" ? [String(item.owner_id ?? ""), item.owner] : [age, titleOfAge(age)];
    const group = found.get(key) ?? { key, title, items: [] };
    group.items.push(item);
    found.set(key, group);
  }
  const groups = [...found.values()];
  return by === "age" ? groups.sort((a, b) => AGES.indexOf(b.key as Age) - AGES.indexOf(a.key as Age)) : groups.sort((a, b) => b.items.length - a.items.length);
}
