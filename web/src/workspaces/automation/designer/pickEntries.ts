/** What the picker offers, in its order: what was used last, then flow control, then actions, those of the workflow's object first. Pure. */
import type { ObjectMeta } from "../../../api/types";
import { OFFERED } from "../document/fresh";
import { fit, initialsOf } from "../document/pinyin";
import type { Words } from "../document/scope";
import { TRIGGERS } from "../document/types";
import type { Palette } from "./calls";

export interface PickEntry {
  /** `block:wait`, `action:lead.qualify`, `plugin:erp.check`, `trigger:created`. */
  key: string;
  label: string;
  about: string;
  group: string;
}

export function blockEntries(palette: Palette, object: ObjectMeta | undefined, objects: readonly ObjectMeta[], words: Words): PickEntry[] {
  const flow = OFFERED.map((name): PickEntry => ({ key: `block:${name}`, label: words(`automation.offer.${name}.label`), about: words(`automation.offer.${name}.about`), group: words("automation.pick.flow") }));
  const groupOf = (name: string) => palette.groups.find((group) => group.name === name)?.label ?? objects.find((meta) => meta.name === name)?.label ?? name;
  const order = ["messages", "records", "people", "activities"];
  const place = (group: string) => (group === object?.name ? -1 : order.includes(group) ? order.indexOf(group) : order.length);
  const actions = [...palette.actions]
    .sort((a, b) => place(a.group) - place(b.group))
    .map((action): PickEntry => ({ key: `action:${action.name}`, label: action.label, about: action.about, group: groupOf(action.group) }));
  const plugins = palette.plugins.map((plugin): PickEntry => ({ key: `plugin:${plugin.name}`, label: plugin.label, about: plugin.about, group: words("automation.pick.plugins") }));
  return [...flow, ...actions, ...plugins];
}

export function triggerEntries(hasObject: boolean, words: Words): PickEntry[] {
  const CLOCK = new Set(["stayed", "date", "schedule"]);
  const ASKED = new Set(["button", "webhook", "called", "failure"]);
  return TRIGGERS.filter((on) => hasObject || on === "schedule" || ASKED.has(on)).map((on) => ({
    key: `trigger:${on}`,
    label: words(`automation.trigger.label.${on}`),
    about: words(`automation.trigger.about.${on}`),
    group: words(CLOCK.has(on) ? "automation.pick.clock" : ASKED.has(on) ? "automation.pick.asked" : "automation.pick.change"),
  }));
}

/** Those that answer what was typed, the best first; without typing the recent ones stand on top in a group of their own. */
export function found(entries: readonly PickEntry[], typed: string, recent: readonly string[], recentGroup: string): PickEntry[] {
  if (!typed.trim()) {
    const lately = recent.flatMap((key) => entries.find((entry) => entry.key === key) ?? []).map((entry) => ({ ...entry, group: recentGroup }));
    return [...lately, ...entries];
  }
  return entries
    .flatMap((entry, at) => {
      const name = entry.key.slice(entry.key.indexOf(":") + 1);
      const scores = [fit(entry.label, typed), fit(entry.group, typed) === null ? null : 3, fit(entry.about, typed) === 2 ? null : fit(entry.about, typed) === null ? null : 4, name.includes(typed.trim().toLowerCase()) ? 3 : null];
      const best = Math.min(...scores.filter((score): score is number => score !== null));
      const wanted = typed.trim().toLowerCase();
      const exact = entry.label.toLowerCase() === wanted ? -1 : initialsOf(entry.label).startsWith(wanted) ? -0.5 : 0;
      return Number.isFinite(best) ? [{ entry, score: best + exact, at }] : [];
    })
    .sort((a, b) => a.score - b.score || a.at - b.at)
    .map(({ entry }) => entry);
}
