/** The choices of a custom field and the technical names made from what people type. Pure. */
export interface ChoiceOption {
  value: string;
  label_en: string;
  label_zh: string;
  /** A name of Ant Design's colours. */
  color?: string;
  /** What it means where the field draws the stages. */
  kind?: "" | "won" | "lost";
  /** No longer offered; records that have it keep it. */
  inactive?: boolean;
}

export const COLORS: readonly string[] = ["blue", "cyan", "green", "lime", "gold", "orange", "volcano", "red", "magenta", "purple", "geekblue"];

/** "Market segment" → market_segment; nothing for text without Latin letters. */
export function slug(text: string): string {
  const made = text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "");
  return made.slice(0, 48);
}

/** Every choice with a value and a label in both languages; empty lines are left out, values stay once given. */
export function finished(options: readonly ChoiceOption[]): ChoiceOption[] {
  const taken = new Set(options.map((option) => option.value).filter(Boolean));
  return options
    .filter((option) => option.value.trim() || option.label_en.trim() || option.label_zh.trim())
    .map((option, at) => {
      let value = option.value.trim();
      if (!value) {
        const wanted = slug(option.label_en) || `choice_${at + 1}`;
        value = wanted;
        for (let number = 2; taken.has(value); number += 1) value = `${wanted}_${number}`;
        taken.add(value);
      }
      const label_en = option.label_en.trim() || option.label_zh.trim() || value;
      const { color, kind, inactive } = option;
      return { value, label_en, label_zh: option.label_zh.trim() || label_en, ...(color ? { color } : {}), ...(kind ? { kind } : {}), ...(inactive ? { inactive } : {}) };
    });
}

export function moved<T>(items: readonly T[], at: number, by: -1 | 1): T[] {
  const next = [...items];
  const item = next[at];
  const other = next[at + by];
  if (item === undefined || other === undefined) return next;
  next[at] = other;
  next[at + by] = item;
  return next;
}
