/** The period of a page, kept in its address. */
import { useSearchParams } from "react-router";
import { PERIODS, type Period } from "./calls";

export function usePeriod() {
  const [search, setSearch] = useSearchParams();
  const period = PERIODS.find((each) => each === search.get("period")) ?? "month";
  const set = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    setSearch(next, { replace: true });
  };
  const setPeriod = (next: Period, on: string | null) => set({ period: next === "month" ? null : next, on });
  return { search, set, period, on: search.get("on"), setPeriod };
}
