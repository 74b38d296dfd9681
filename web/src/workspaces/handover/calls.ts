/** Asking what became of the leads that one handed over. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { Page, Ref, Row } from "../../api/types";

export interface OfferStep {
  id: number;
  receiver: Ref | null;
  state: "offered" | "accepted" | "declined" | "superseded";
  offered_at: string;
  answered_at: string | null;
  note: string;
  reason: string;
}

export interface GivenLead {
  id: number;
  name: string;
  company: string;
  status: string;
  status_label: string;
  owner: Ref | null;
  territory: Ref | null;
  created_at: string;
  handed_over_at: string | null;
  accepted_at: string | null;
  is_waiting: boolean;
  hours_waiting: number | null;
  can_open: boolean;
  last: { at: string; kind: string; text: string; actor: Ref | null } | null;
  history: OfferStep[];
}

export type GivenState = "all" | "open" | "waiting";

export const givenPages = (state: GivenState) =>
  infiniteQueryOptions({
    queryKey: ["records", "lead", "given", state],
    queryFn: ({ pageParam, signal }) => get<Page<GivenLead>>("/api/my-leads/given", { state, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 60_000,
  });

/** The offer of a lead that waits for an answer. */
export const openOffer = (lead: number) =>
  queryOptions({
    queryKey: ["records", "hand_over", "open", lead],
    queryFn: async ({ signal }) => {
      const filter = { all: [{ field: "lead", is: lead }, { field: "state", is: "offered" }] };
      return (await get<Page<Row>>("/api/hand-overs", { filter, limit: 1 }, signal)).items[0] ?? null;
    },
    retry: false,
  });
