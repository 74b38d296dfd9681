/** How urgent a time is: past, still this day in the person's zone, or later; without a time it is only planned. */
import { inZone } from "../../lib/time";

export type DueState = "overdue" | "today" | "later";

export function dueState(at: string | null, now: string): DueState {
  if (!at) return "later";
  const due = inZone(at);
  if (due.isBefore(inZone(now))) return "overdue";
  return due.isSame(inZone(now), "day") ? "today" : "later";
}
