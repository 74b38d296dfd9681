/** What the reminder's form holds, and what of it goes to the server. */
import type { Row } from "../../api/types";
import { idOf } from "../../objects/fields/reference";

export type When = "once" | "repeats" | "follows";

export interface Relative {
  field: string;
  days: number;
  before: boolean;
  working: boolean;
  at: string;
}

export interface Draft {
  /** Subject, kind, related_to, owner, urgent, ladder, notes, repeat_minutes, ahead_minutes, starts_at: as inputs hold them. */
  plain: Record<string, unknown>;
  when: When;
  recurrence: Record<string, unknown> | null;
  relative: Relative;
  /** It is told only as long as the record is so; of which object the record was when this was chosen. */
  condition: { object: string; filter: Record<string, unknown> };
  /** The check-list, a point in a line. */
  points: string;
}

export const PLAIN = ["subject", "kind", "related_to", "owner", "urgent", "ladder", "notes"] as const;
const FURTHER = ["repeat_minutes", "ahead_minutes", "starts_at"] as const;
const NOTHING: Relative = { field: "", days: 1, before: true, working: false, at: "09:00" };

export function draftOf(record: Row | undefined, given: Record<string, unknown>): Draft {
  const source: Record<string, unknown> = record ?? { kind: "reminder", repeat_minutes: null, ahead_minutes: 0, ...given };
  const relative = source["relative"] as Partial<{ field: string; days: number; working: boolean; at: string | null }> | undefined;
  const recurrence = source["recurrence"] as Record<string, unknown> | undefined;
  const follows = !!relative?.field;
  const days = relative?.days ?? -1;
  return {
    plain: Object.fromEntries([...PLAIN, ...FURTHER].map((name) => [name, source[name] ?? null])),
    when: follows ? "follows" : recurrence && "rule" in recurrence ? "repeats" : "once",
    recurrence: recurrence && "rule" in recurrence ? recurrence : null,
    relative: follows ? { field: relative.field ?? "", days: Math.abs(days), before: days <= 0, working: !!relative.working, at: relative.at?.slice(0, 5) ?? "" } : NOTHING,
    condition: { object: objectOf(source["related_to"]), filter: (source["condition"] as Record<string, unknown> | null | undefined) ?? {} },
    points: ((source["checklist"] as { text: string }[] | undefined) ?? []).map((point) => point.text).join("\n"),
  };
}

/** The object of the record that a link field holds, as text or as a chosen record. */
export function objectOf(link: unknown): string {
  if (typeof link === "string") return link.split(":")[0] ?? "";
  return link && typeof link === "object" && "object" in link ? String((link as { object: unknown }).object) : "";
}

/** `before` is the reminder that is changed. A new one without a ladder is left to the server, which knows the one for new reminders. */
export function valuesOf(draft: Draft, before?: Row): Record<string, unknown> {
  const { plain, relative } = draft;
  const points = (before?.["checklist"] as { text: string; done: boolean }[] | undefined) ?? [];
  const done = new Set(points.filter((point) => point.done).map((point) => point.text));
  const values: Record<string, unknown> = {
    subject: plain["subject"] ?? "",
    kind: plain["kind"] ?? "reminder",
    related_to: plain["related_to"] ?? null,
    urgent: !!plain["urgent"],
    notes: plain["notes"] ?? "",
    repeat_minutes: plain["repeat_minutes"] ?? null,
    ahead_minutes: plain["ahead_minutes"] ?? 0,
    recurrence: draft.when === "repeats" ? (draft.recurrence ?? {}) : {},
    relative: draft.when === "follows" ? { field: relative.field, days: relative.before ? -relative.days : relative.days, working: relative.working, ...(relative.at ? { at: relative.at } : {}) } : {},
    condition: draft.condition.object === objectOf(plain["related_to"]) ? draft.condition.filter : {},
    checklist: draft.points.split("\n").map((line) => line.trim()).filter(Boolean).map((text) => ({ text, done: done.has(text) })),
  };
  if (draft.when === "once") values["starts_at"] = plain["starts_at"] ?? null;
  const ladder = idOf(plain["ladder"]);
  if (before || ladder) values["ladder"] = ladder;
  const owner = idOf(plain["owner"]);
  if (owner) values["owner"] = owner;
  return values;
}
