/** The choices of a set while they are edited. Pure. */
import type { ChoiceItem, ChoiceSet } from "./calls";

export interface Draft extends Omit<ChoiceItem, "label"> {
  /** Stays the same while the choice is edited and moved. */
  key: string;
}

export const draftOf = ({ label: _label, ...item }: ChoiceItem): Draft => ({ ...item, key: item.value });

/** The drafts with an empty one at the end. */
export function withNew(drafts: readonly Draft[]): Draft[] {
  const number = drafts.filter((each) => each.key.startsWith("+")).length + 1;
  const key = `+${number}`;
  return [...drafts, { key, value: "", en: "", zh: "", delivered_en: "", delivered_zh: "", color: "", inactive: false, is_added: true, is_fixed: false, used: 0 }];
}

/** What a choice is called in the language of the page. */
export function nameOf(draft: Draft, isChinese: boolean): string {
  const [own, delivered, other] = isChinese ? [draft.zh, draft.delivered_zh, draft.en] : [draft.en, draft.delivered_en, draft.zh];
  return own || delivered || other || draft.value;
}

/** New choices without any name are left out. */
export const given = (drafts: readonly Draft[]): Draft[] => drafts.filter((each) => each.value !== "" || each.en.trim() !== "" || each.zh.trim() !== "");

/** The sets of an object, or all; those that can be added to stand first. */
export function shown(sets: readonly ChoiceSet[], object: string, search: string): ChoiceSet[] {
  const sought = search.trim().toLowerCase();
  const fits = (text: string) => text.toLowerCase().includes(sought);
  return sets
    .filter((set) => !object || set.fields.some((field) => field.object === object))
    .filter((set) => !sought || set.fields.some((field) => fits(field.label) || fits(field.object_label)) || set.choices.some((choice) => fits(choice.label)))
    .sort((one, other) => Number(other.is_open) - Number(one.is_open));
}
