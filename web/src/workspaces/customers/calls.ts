/** Asking for what belongs to a customer's file. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { components } from "../../api/generated";
import type { ObjectMeta } from "../../api/types";

export type Consent = components["schemas"]["ConsentOut"];
export type ConsentCell = Consent["cells"][number];
export type Graph = components["schemas"]["Graph"];

type Named = Pick<ObjectMeta, "name" | "plural">;
const key = (meta: Named, id: number, part: string) => ["records", meta.name, "record", String(id), part];

export const consentQuery = (meta: Named, id: number) =>
  queryOptions({ queryKey: key(meta, id, "consent"), queryFn: ({ signal }) => get<Consent>(`/api/${meta.plural}/${id}/consent`, {}, signal), retry: false });

export const relationsQuery = (meta: Named, id: number) =>
  queryOptions({ queryKey: key(meta, id, "relations"), queryFn: ({ signal }) => get<Graph>(`/api/${meta.plural}/${id}/relations`, {}, signal) });
