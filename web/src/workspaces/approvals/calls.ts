/** Asking for requests for approval, and answering them. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";

export type ApprovalCardData = components["schemas"]["ApprovalCard"];
export type Show = "waiting" | "mine" | "done";
export const SHOWS: readonly Show[] = ["waiting", "mine", "done"];

interface Cards {
  items: ApprovalCardData[];
  next: number | null;
}

/** Under "records", so that live changes and reconnecting ask again. */
const key = ["records", "approval"];

/** `askedIn`: only those that were asked for in one import. */
export const deskPages = (show: Show, askedIn: string | null) =>
  infiniteQueryOptions({
    queryKey: [...key, "desk", show, askedIn],
    queryFn: ({ pageParam, signal }) => get<Cards>("/api/approval-desk", { show, before: pageParam, asked_in: askedIn }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 60_000,
  });

export const cardQuery = (id: number) => queryOptions({ queryKey: [...key, "card", id], queryFn: ({ signal }) => get<ApprovalCardData>(`/api/approval-desk/${id}`, {}, signal), retry: false });

export const waitingCount = queryOptions({
  queryKey: [...key, "count"],
  queryFn: ({ signal }) => get<{ waiting: number }>("/api/approval-desk/count", {}, signal),
  refetchInterval: 60_000,
  retry: false,
});

export const ofRecord = (about: string) => queryOptions({ queryKey: [...key, "of", about], queryFn: ({ signal }) => get<Cards>("/api/approval-desk/of-record", { about }, signal), retry: false });

export const answerApproval = (id: number, outcome: "approved" | "rejected", comment: string) => post<ApprovalCardData>(`/api/approval-desk/${id}/answer`, { outcome, comment });
export const withdrawApproval = (id: number) => post<ApprovalCardData>(`/api/approval-desk/${id}/withdraw`);
