/** The entries of a timeline by day, in the user's zone; the order stays. */
import type { TimelineItem } from "../../api/types";
import { inZone } from "../../lib/time";

export interface Day {
  /** YYYY-MM-DD */
  day: string;
  items: TimelineItem[];
}

export function byDay(items: readonly TimelineItem[]): Day[] {
  const days: Day[] = [];
  for (const item of items) {
    const day = inZone(item.at).format("YYYY-MM-DD");
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}
