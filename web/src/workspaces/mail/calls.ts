/** Asking for mail, and changing it. */
import { infiniteQueryOptions, queryOptions, type QueryClient } from "@tanstack/react-query";
import { get, patch, post } from "../../api/client";
import type { components } from "../../api/generated";

type Schemas = components["schemas"];
export type Conversation = Schemas["ConversationItem"];
export type ConversationAnswer = Schemas["ConversationAnswer"];
export type Letter = Schemas["LetterItem"];
export type Invitation = NonNullable<Letter["invitation"]>;
export type Outgoing = Schemas["OutgoingAnswer"];
export type Mailbox = Schemas["MailboxAnswer"];
export type MailboxInput = Schemas["MailboxInput"];
export type Provider = Schemas["MailProvider"];
export type Trial = Schemas["MailTrialAnswer"];
export type Counts = Schemas["MailCounts"];
export type Pair = [string, string];
export type Sharing = Letter["sharing"];
export type Mode = Outgoing["mode"];

export const CONVERSATION_BOXES = ["inbox", "unmatched", "assigned", "sent", "archive", "all", "aside"] as const;
export const OUTGOING_BOXES = ["drafts", "scheduled", "failed"] as const;
export type ConversationBox = (typeof CONVERSATION_BOXES)[number];
export type OutgoingBox = (typeof OUTGOING_BOXES)[number];
export type Box = ConversationBox | OutgoingBox;

export const isOutgoingBox = (box: Box): box is OutgoingBox => (OUTGOING_BOXES as readonly string[]).includes(box);

export const countsQuery = queryOptions({
  queryKey: ["mail", "counts"],
  queryFn: ({ signal }) => get<Counts>("/api/mail/counts", {}, signal),
  refetchInterval: 60_000,
  retry: false,
});

export const mailboxesQuery = queryOptions({
  queryKey: ["mail", "mailboxes"],
  queryFn: ({ signal }) => get<Schemas["MailboxList"]>("/api/mail/mailboxes", {}, signal),
});

export const purposesQuery = queryOptions({
  queryKey: ["mail", "purposes"],
  queryFn: ({ signal }) => get<Schemas["MailPurpose"][]>("/api/mail/purposes", {}, signal),
  staleTime: 300_000,
});

export const providersQuery = (address: string) =>
  queryOptions({
    queryKey: ["mail", "providers", address],
    queryFn: ({ signal }) => get<Schemas["MailProviders"]>("/api/mail/providers", { address }, signal),
    staleTime: 3_600_000,
  });

export const conversationPages = (box: ConversationBox, search: string, mailbox: number | null) =>
  infiniteQueryOptions({
    queryKey: ["mail", "conversations", box, search, mailbox],
    queryFn: ({ pageParam, signal }) => get<Schemas["ConversationPage"]>("/api/mail/conversations", { box, search, mailbox, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 60_000,
  });

export const conversationQuery = (id: number, images: boolean) =>
  queryOptions({
    queryKey: ["mail", "conversation", id, images],
    queryFn: ({ signal }) => get<ConversationAnswer>(`/api/mail/conversations/${id}`, { images }, signal),
    retry: false,
  });

export const outgoingPages = (box: OutgoingBox) =>
  infiniteQueryOptions({
    queryKey: ["mail", "outgoing", box],
    queryFn: ({ pageParam, signal }) => get<Schemas["OutgoingPage"]>("/api/mail/outgoing", { status: box === "drafts" ? "draft" : box, before: pageParam }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 15_000,
  });

export const refreshMail = (client: QueryClient) => client.invalidateQueries({ queryKey: ["mail"] });

export const bulk = (ids: number[], what: Schemas["MailBulkInput"]["do"], assignee: number | null = null) => post<{ count: number }>("/api/mail/bulk", { ids, do: what, assignee });
export const readOutgoing = (id: number) => get<Outgoing>(`/api/mail/outgoing/${id}`);
/** The newest letter about a record that one began and did not send; answers to letters stand with these. */
export async function draftAbout(object: string, id: number): Promise<Outgoing | null> {
  const page = await get<Schemas["OutgoingPage"]>("/api/mail/outgoing", { status: "draft", about: `${object}:${id}` });
  return page.items.find((each) => each.mode === "new") ?? null;
}

export const beginMail = (input: Partial<Schemas["NewMail"]>) => post<Outgoing>("/api/mail/outgoing", input);
export const changeDraft = (id: number, changes: Partial<Schemas["MailDraftInput"]>) => patch<Outgoing>(`/api/mail/outgoing/${id}`, changes);

/** "Li Wei <li@x.cn>" or "li@x.cn" as name and address. */
export function pairOf(text: string): Pair {
  const found = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(text);
  return found ? [found[1] ?? "", (found[2] ?? "").trim()] : ["", text.trim()];
}

export const textOf = ([name = "", address = ""]: readonly string[]): string => (name ? `${name} <${address}>` : address);

export const looksLikeAddress = (text: string): boolean => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(pairOf(text)[1]);

/** How large, for people. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
