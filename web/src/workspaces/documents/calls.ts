/** Asking for the documents that were sent to a customer. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";
import type { ObjectMeta, Row } from "../../api/types";

export type Links = components["schemas"]["DocumentLinks"];
export type SentLink = components["schemas"]["DocumentLinkOut"];
export type Visit = components["schemas"]["VisitOut"];
export type NewLink = components["schemas"]["DocumentLinkIn"];

type Named = Pick<ObjectMeta, "name" | "plural">;

export const linksQuery = (meta: Named, id: number) =>
  queryOptions({ queryKey: ["records", "document_link", "of", meta.name, id], queryFn: ({ signal }) => get<Links>(`/api/${meta.plural}/${id}/document-links`, {}, signal), retry: false });

export const sendDocument = (meta: Named, id: number, link: NewLink) => post<Links>(`/api/${meta.plural}/${id}/document-links`, link);

export const revokeLink = (id: number) => post<unknown>(`/api/document-links/${id}/actions/revoke`, {});

/** The e-mail address and name of a record, if it has them. */
export function addressee(record: Row): [string, string] | null {
  const email = record["email"];
  return typeof email === "string" && email ? [String(record["name"] ?? record.title), email] : null;
}

/** So many seconds as people say them: the largest two units. */
export function lengthOf(seconds: number): { key: "seconds" | "minutes" | "hours"; values: { count: number; hours: number; minutes: number } } {
  const minutes = Math.round(seconds / 60);
  const key = seconds < 60 ? "seconds" : minutes < 60 ? "minutes" : "hours";
  return { key, values: { count: key === "seconds" ? seconds : minutes, hours: Math.floor(minutes / 60), minutes: minutes % 60 } };
}
