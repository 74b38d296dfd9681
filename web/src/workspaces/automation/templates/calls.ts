/** Ready workflows to begin with. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "../../../api/client";
import type { Document, Texts } from "../document/types";

export interface Template {
  key: string;
  name: Texts;
  about: Texts;
  group: string;
  icon: string;
  object: string;
  document: Document;
}

export const templatesQuery = queryOptions({
  queryKey: ["automation", "templates"],
  queryFn: async ({ signal }) => {
    const answer = await get<Template[] | { items: Template[] }>("/api/automation/templates", {}, signal);
    return Array.isArray(answer) ? answer : answer.items;
  },
  staleTime: 10 * 60_000,
  retry: false,
});
