/** Asking for what workflows ask of people, and answering it. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "../../../api/client";
import type { Link, Ref } from "../../../api/types";

export interface AskField {
  name: string;
  label: string;
  type: string;
  required?: boolean;
  options?: string[];
  object?: string;
}

export interface AskItem {
  id: number;
  kind: "task" | "approval" | "form";
  status: "open" | "answered" | "withdrawn" | "expired";
  title: string;
  text: string;
  workflow: Ref;
  run: number;
  step: string;
  record: (Link & { may_read: boolean }) | null;
  fields: AskField[];
  outcomes: string[];
  every: boolean;
  people: { user: Ref | null; is_open: boolean; outcome: string; comment: string; answered_by: Ref | null; answered_at: string | null; passed_to: Ref | null; deputy: Ref | null }[];
  is_mine: boolean;
  in_place_of: Ref[];
  may_answer: boolean;
  outcome: string;
  comment: string;
  values: Record<string, unknown>;
  answered_by: Ref | null;
  closed_at: string | null;
  created_at: string;
  due_at: string | null;
  why_over: string;
}

/** Under "records", so that live changes and reconnecting ask again. */
const key = ["records", "ask"];

export const asksPages = (status: string) =>
  infiniteQueryOptions({
    queryKey: [...key, "pages", status],
    queryFn: ({ pageParam, signal }) => get<{ items: AskItem[]; next: string | null }>("/api/asks", { status, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 60_000,
  });
export const askQuery = (id: number) => queryOptions({ queryKey: [...key, "one", id], queryFn: ({ signal }) => get<AskItem>(`/api/asks/${id}`, {}, signal), retry: false });
export const askCount = queryOptions({ queryKey: [...key, "count"], queryFn: ({ signal }) => get<{ open: number }>("/api/asks/count", {}, signal), refetchInterval: 60_000, retry: false });
export const answerAsk = (id: number, outcome: string, comment: string, values: Record<string, unknown>) => post<AskItem>(`/api/asks/${id}/answer`, { outcome, comment, values });
export const passOnAsk = (id: number, user: number, comment: string) => post<AskItem>(`/api/asks/${id}/pass-on`, { user, comment });
