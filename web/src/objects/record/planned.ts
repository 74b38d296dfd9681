/** Which activities are still ahead: the filter that finds them, the moment that counts, and whether that moment has passed. */
import type { Filter, Row } from "../../api/types";
import { inZone, today } from "../../lib/time";

interface Ahead {
  /** The activity's object. */
  object: string;
  filter: Filter;
  /** The field with the moment at which it is due. */
  when: string;
}

export const AHEAD: readonly Ahead[] = [
  { object: "task", filter: { field: "status", in: ["not_started", "in_progress", "waiting"] }, when: "due_at" },
  { object: "meeting", filter: { field: "status", is: "planned" }, when: "starts_at" },
  { object: "call", filter: { field: "status", is: "planned" }, when: "starts_at" },
];

export interface Planned {
  object: string;
  row: Row;
  at: string | null;
  late: boolean;
}

export function planned(object: string, row: Row, now: number): Planned {
  const ahead = AHEAD.find((each) => each.object === object);
  const value = ahead && row[ahead.when];
  const at = typeof value === "string" && value ? value : null;
  return { object, row, at, late: at !== null && Date.parse(at) < now };
}

/** A meeting of an earlier day that nobody closed is past; a late task is still to be done. */
export const isAhead = (each: Planned): boolean => each.object !== "meeting" || each.at === null || inZone(each.at).format("YYYY-MM-DD") >= today();

/** The soonest first, those without a moment last. */
export const bySoonest = (a: Planned, b: Planned): number => (a.at ?? "9999").localeCompare(b.at ?? "9999") || a.row.id - b.row.id;
