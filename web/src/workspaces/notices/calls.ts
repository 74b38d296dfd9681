/** Asking for notices, deliveries and channels. Every key starts with "notices", which is what a live notice invalidates. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { components } from "../../api/generated";
import type { Notice, Ref } from "../../api/types";

export type ChannelName = "popup" | "email" | "push" | "sms" | "wecom" | "dingtalk" | "feishu";

export interface DeliverySummary {
  channel: string;
  status: string;
  attempts: number;
  sent_at: string | null;
  error: string | null;
}

export const GROUPS = ["mine", "mentions", "assigned", "reminders", "approvals", "system"] as const;
export type NoticeGroup = (typeof GROUPS)[number];

export interface NoticePage {
  items: Notice[];
  next: number | null;
  unread: number;
  /** Unread, by group. */
  groups: Record<NoticeGroup, number>;
  snoozed: number;
}

export type LedgerEntry = components["schemas"]["LedgerDelivery"];

export interface ChannelState {
  channel: ChannelName;
  label: string;
  status: "ok" | "down" | "outbox";
  since: string | null;
  last_error: string;
  queued: number;
  own_queued: number;
}

export interface OutboxMail {
  id: number;
  at: string;
  to: string;
  recipient: Ref | null;
  subject: string;
  text: string;
  html: string;
  message_id: string;
}

export type NoticeState = "all" | "unread" | "read" | "snoozed";

export const fewNotices = (state: NoticeState, group: NoticeGroup | null = null) =>
  queryOptions({ queryKey: ["notices", "few", state, group], queryFn: ({ signal }) => get<NoticePage>("/api/notices", { state, group, limit: 15 }, signal) });

export const noticePages = (state: NoticeState, group: NoticeGroup | null) =>
  infiniteQueryOptions({
    queryKey: ["notices", "pages", state, group],
    queryFn: ({ pageParam, signal }) => get<NoticePage>("/api/notices", { state, group, before: pageParam }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
  });

export interface LedgerQuery {
  status?: string | null;
  channel?: string | null;
  run?: string | null;
  kind?: string | null;
  person?: string | null;
  object?: string | null;
  record?: string | null;
}

export const ledgerPages = (query: LedgerQuery) =>
  infiniteQueryOptions({
    queryKey: ["notices", "ledger", query],
    queryFn: ({ pageParam, signal }) => get<{ items: LedgerEntry[]; next: number | null }>("/api/notices/ledger", { ...query, before: pageParam }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 20_000,
  });

export interface KindOfNotice {
  kind: string;
  label: string;
  channels: string[];
}

export const kindsQuery = queryOptions({
  queryKey: ["notices", "preferences"],
  queryFn: ({ signal }) => get<KindOfNotice[]>("/api/notices/preferences", {}, signal),
});

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: ({ signal }) => get<ChannelState[]>("/api/channels", {}, signal),
  refetchInterval: 20_000,
  staleTime: 10_000,
  retry: false,
});

export const outboxPages = infiniteQueryOptions({
  queryKey: ["notices", "outbox"],
  queryFn: ({ pageParam, signal }) => get<{ items: OutboxMail[]; next: number | null; note: string }>("/api/outbox", { before: pageParam }, signal),
  initialPageParam: null as number | null,
  getNextPageParam: (last) => last.next,
  refetchInterval: 20_000,
  retry: false,
});
