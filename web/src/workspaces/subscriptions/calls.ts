/** What subscriptions ask the server. */
import { queryOptions } from "@tanstack/react-query";
import { get, patch, post } from "../../api/client";
import type { components } from "../../api/generated";

type Schemas = components["schemas"];
export type Item = Schemas["SubscriptionItem"];
export type RunShown = Schemas["SubscriptionRun"];
export type Made = Schemas["SubscriptionMade"];
export type Channel = Item["channels"][number];
export type Attached = Item["attach"][number];
export type Whose = "mine" | "others";
export type Doing = "pause" | "resume" | "cancel";

/** What exactly is subscribed to. */
export interface Wanted {
  source: string;
  parameters: Record<string, unknown>;
}

const KEY = ["records", "subscription"] as const;
export const CHANNELS: readonly Channel[] = ["email", "popup", "sms", "wecom", "dingtalk", "feishu"];

export const mineQuery = (whose: Whose) =>
  queryOptions({
    queryKey: [...KEY, "mine", whose],
    queryFn: ({ signal }) => get<Schemas["Subscriptions"]>("/api/my-subscriptions", { whose }, signal),
    refetchInterval: 30_000, // what the worker sends is no event
  });

export const sourcesQuery = queryOptions({
  queryKey: [...KEY, "sources"],
  queryFn: ({ signal }) => get<Schemas["SubscriptionSources"]>("/api/subscription-sources", undefined, signal),
  staleTime: 60_000,
});

export const runsQuery = (id: number) =>
  queryOptions({
    queryKey: [...KEY, "runs", id],
    queryFn: ({ signal }) => get<Schemas["SubscriptionRuns"]>(`/api/subscriptions/${id}/runs`, undefined, signal),
  });

export const previewQuery = (wanted: Wanted) =>
  queryOptions({
    queryKey: [...KEY, "preview", wanted],
    queryFn: ({ signal }) => post<Made>("/api/subscription-preview", { source: wanted.source, parameters: wanted.parameters }, { signal }),
    retry: false,
  });

export const sendNow = (body: Wanted & { title: string; attach: Attached[]; channels: Channel[] }) => post<Schemas["SubscriptionSent"]>("/api/subscription-trial", body);
/** `said` stands beside the offer to take it back. */
export const doWith = (id: number, name: Doing, said: string) => post<unknown>(`/api/subscriptions/${id}/actions/${name}`, undefined, { undo: said });
export const save = (values: Record<string, unknown>, existing?: Item) => (existing ? patch<unknown>(`/api/subscriptions/${existing.id}`, { ...values, version: existing.version }) : post<unknown>("/api/subscriptions", values));
