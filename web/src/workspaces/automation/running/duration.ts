/** A length of time in its largest unit that fits, as a key of the texts and its number. Pure. */
export interface Length {
  key: "seconds" | "minutes" | "hours" | "days";
  count: number;
}

const rounded = (value: number) => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

export function lengthOf(seconds: number): Length {
  if (seconds < 90) return { key: "seconds", count: rounded(seconds) };
  if (seconds < 90 * 60) return { key: "minutes", count: rounded(seconds / 60) };
  if (seconds < 36 * 3600) return { key: "hours", count: rounded(seconds / 3600) };
  return { key: "days", count: rounded(seconds / 86_400) };
}
