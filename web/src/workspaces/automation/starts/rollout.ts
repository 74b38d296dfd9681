/** Roll-outs: asking for them, and putting what the live connection says into what is known. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "../../../api/client";
import type { components } from "../../../api/generated";
import type { RolloutNews } from "../../../api/live";

export type Rollout = components["schemas"]["RolloutItem"];

const LOOK_AGAIN = 5_000;

export const isRunning = (rollout: Pick<Rollout, "status">): boolean => rollout.status === "running";

/** Only who began a roll-out hears of it live; for everybody else the page asks while one is going on. */
export const rolloutsQuery = (workflow: number) =>
  queryOptions({
    queryKey: ["rollouts", workflow],
    queryFn: ({ signal }) => get<Rollout[]>(`/api/workflows/${workflow}/rollouts`, {}, signal),
    refetchInterval: (query) => (query.state.data?.some(isRunning) ? LOOK_AGAIN : false),
    retry: false,
  });

/** The list with the news in it; null if the list must be asked for again: something is new, or has ended. */
export function withNews(known: readonly Rollout[] | undefined, news: RolloutNews): Rollout[] | null {
  const at = known?.findIndex((each) => each.id === news.id) ?? -1;
  const before = known?.[at];
  if (!known || !before || !isRunning(news)) return null;
  if (news.done < before.done) return [...known]; // came late
  return known.with(at, { ...before, ...news });
}

export const percentOf = ({ done, total }: Pick<Rollout, "done" | "total">): number => (total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : 100);
