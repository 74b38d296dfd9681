/** Asking for the audit. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { components } from "../../api/generated";
import type { Page, Row } from "../../api/types";

export type AuditChange = components["schemas"]["AuditChange"];
export type AuditItem = components["schemas"]["AuditItem"];
export type UndoAnswer = components["schemas"]["UndoAnswer"];

export interface AuditAsked {
  person: string | null;
  object: string | null;
  record: string | null;
  kind: string | null;
  source: string | null;
  part: string | null;
  since: string | null;
  until: string | null;
}

export const changePages = (asked: AuditAsked) =>
  infiniteQueryOptions({
    queryKey: ["audit", "changes", asked],
    queryFn: ({ pageParam, signal }) => get<{ items: AuditChange[]; next: string | null }>("/api/audit/changes", { ...asked, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const entryPages = ({ person, kind, since, until }: AuditAsked) =>
  infiniteQueryOptions({
    queryKey: ["audit", "entries", { person, kind, since, until }],
    queryFn: ({ pageParam, signal }) => get<{ items: AuditItem[]; next: string | null }>("/api/audit/entries", { person, kind, since, until, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const peopleQuery = queryOptions({
  queryKey: ["records", "user", "audit"],
  queryFn: ({ signal }) => get<Page<Row>>("/api/users", { sort: "name", limit: 200 }, signal),
  staleTime: 60_000,
});
