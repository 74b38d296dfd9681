/** Moving something one place up or down in a list that is ordered by `position`. Pure. */
import type { Row } from "../../api/types";

/** The rows whose position changes, with the new one; the list is numbered by tens where that is needed. */
export function swapped(rows: readonly Row[], at: number, by: -1 | 1): [Row, number][] {
  const next = [...rows];
  const moved = next[at];
  const other = next[at + by];
  if (!moved || !other) return [];
  next[at] = other;
  next[at + by] = moved;
  const numbers = rows.map((row) => Number(row["position"]) || 0);
  const isOrdered = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
  const places = isOrdered ? numbers : rows.map((_, index) => (index + 1) * 10);
  return next.flatMap((row, index): [Row, number][] => {
    const place = places[index] ?? 0;
    return Number(row["position"]) === place ? [] : [[row, place]];
  });
}
