/** A moment, short: the time if it is today, else how long ago or the day. Red once it has passed. */
import { inZone, showDateTime, showRelative } from "../../lib/time";
import { isPast, isToday, type Day } from "./day";

export function When({ at, day }: { at: unknown; day: Day }) {
  if (typeof at !== "string" || !at) return null;
  const past = isPast(at, day);
  return (
    <time className={`today-when${past ? " is-past" : ""}`} dateTime={at} title={showDateTime(at)}>
      {isToday(at, day) ? inZone(at).format("HH:mm") : past ? showRelative(at) : inZone(at).format("MM-DD HH:mm")}
    </time>
  );
}
