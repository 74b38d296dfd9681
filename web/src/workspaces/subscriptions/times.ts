/** The times that nearly everybody wants, as rules; all others are the editor's. */

export type Preset = "workday" | "monday" | "monthEnd" | "own";
export const PRESETS: readonly Preset[] = ["workday", "monday", "monthEnd", "own"];

interface Known {
  rule: string;
  at: string;
  days_off: string;
}

const KNOWN: Record<Exclude<Preset, "own">, Known> = {
  workday: { rule: "FREQ=WORKDAY", at: "17:00", days_off: "as_is" },
  monday: { rule: "FREQ=WEEKLY;BYDAY=MO", at: "09:00", days_off: "next" },
  monthEnd: { rule: "FREQ=MONTHLY;BYMONTHDAY=-1", at: "18:00", days_off: "previous" },
};

/** The rule as the server keeps it, from that day on. */
export function ruleOf(preset: Exclude<Preset, "own">, day: string, zone: string): Record<string, unknown> {
  const { rule, at, days_off } = KNOWN[preset];
  return { rule, first: `${day}T${at}`, zone, days_off, without: [], besides: [] };
}

/** Which of the known ones a kept rule is. */
export function presetOf(stored: Record<string, unknown>, zone: string): Preset {
  const empty = (list: unknown) => !Array.isArray(list) || list.length === 0;
  if (stored["zone"] !== zone || !empty(stored["without"]) || !empty(stored["besides"])) return "own";
  const found = PRESETS.find((each) => {
    if (each === "own") return false;
    const known = KNOWN[each];
    return stored["rule"] === known.rule && String(stored["first"]).slice(11, 16) === known.at && (stored["days_off"] ?? "as_is") === known.days_off;
  });
  return found ?? "own";
}
