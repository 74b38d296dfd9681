/** The stages as bars. Amounts are compared only when all are in one currency; otherwise the bars compare how many there are. Pure. */
import type { Summary, Sums } from "../../api/types";

export interface Bar {
  value: unknown;
  label: string;
  count: number;
  /** Currency and amount. */
  sums: [string, string][];
  /** Of the longest bar, 0 to 1. */
  share: number;
}

export const sumsOf = (sums: Sums, field: string): [string, string][] => Object.entries(sums[field] ?? {}).filter(([, amount]) => Number(amount) !== 0);

export function barsOf(summary: Summary, field: string): Bar[] {
  const byAmount = sumsOf(summary.sums, field).length === 1;
  const bars = (summary.groups ?? []).map((group) => {
    const sums = sumsOf(group.sums, field);
    const count = group.count ?? 0;
    return { value: group.value, label: group.label, count, sums, size: byAmount ? Math.max(0, Number(sums[0]?.[1] ?? 0)) : count };
  });
  const longest = Math.max(0, ...bars.map((bar) => bar.size));
  return bars.map(({ size, ...bar }) => ({ ...bar, share: longest > 0 ? size / longest : 0 }));
}
