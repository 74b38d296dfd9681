/** What the page of deputies asks the server. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";

export type Deputies = components["schemas"]["Deputies"];
export type Delegation = components["schemas"]["DelegationShown"];
export type NewDelegation = components["schemas"]["DelegationIn"];
export type Work = Delegation["kinds"][number];
type ActedList = components["schemas"]["ActedList"];

export const WORK: readonly Work[] = ["notices", "reminders", "approvals", "hand_overs", "queues"];

export const deputiesQuery = queryOptions({
  queryKey: ["records", "delegation", "deputies"],
  queryFn: ({ signal }) => get<Deputies>("/api/deputies", undefined, signal),
});

export const actedQuery = (id: number) =>
  queryOptions({
    queryKey: ["records", "delegation", "acted", id],
    queryFn: ({ signal }) => get<ActedList>(`/api/deputies/${id}/acted`, undefined, signal),
  });

export const nameDeputy = (given: NewDelegation) => post<Delegation>("/api/deputies", given);
export const endDelegation = (id: number) => post<Delegation>(`/api/deputies/${id}/end`);
