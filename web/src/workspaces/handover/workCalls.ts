/** Asking what would be handed over, and doing it. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";

export type WorkAsked = Partial<components["schemas"]["WorkAsked"]>;
export type WorkPreview = components["schemas"]["WorkPreview"];
export type KindCount = components["schemas"]["KindCount"];
type WorkStarted = components["schemas"]["WorkStarted"];
type HandedPage = components["schemas"]["HandedPage"];

export const previewQuery = (asked: WorkAsked) =>
  queryOptions({
    queryKey: ["work-hand-over", "preview", asked],
    queryFn: ({ signal }) => post<WorkPreview>("/api/work-hand-overs/preview", asked, { signal }),
    retry: false,
    staleTime: 5_000,
  });

export const giveWork = (asked: WorkAsked & { at_once: boolean; note: string }, undo: string) => post<WorkStarted>("/api/work-hand-overs/give", asked, { undo });

export const handedRecords = (handOver: number) =>
  infiniteQueryOptions({
    queryKey: ["records", "work_hand_over", "handed", handOver],
    queryFn: ({ pageParam, signal }) => get<HandedPage>(`/api/work-hand-overs/${handOver}/records`, { after: pageParam, limit: 50 }, signal),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
  });
