/** What the pages of the set-ups ask the server. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";

export type Industry = components["schemas"]["Industry"];
export type Line = components["schemas"]["SetUpLine"];
export type Preview = components["schemas"]["SetUpPreview"];
export type Removal = components["schemas"]["SetUpRemoval"];
export type WelcomeState = components["schemas"]["WelcomeState"];
export type WelcomeInput = Omit<components["schemas"]["WelcomeInput"], "language"> & { language: string };

export const industriesQuery = queryOptions({ queryKey: ["industries"], queryFn: async ({ signal }) => (await get<{ items: Industry[] }>("/api/industries", {}, signal)).items });

export const previewQuery = (key: string) => queryOptions({ queryKey: ["industries", key, "preview"], queryFn: ({ signal }) => get<Preview>(`/api/industries/${key}/preview`, {}, signal), staleTime: 0 });

export const removalQuery = (key: string) => queryOptions({ queryKey: ["industries", key, "removal"], queryFn: ({ signal }) => get<Removal>(`/api/industries/${key}/removal`, {}, signal), staleTime: 0 });

export const welcomeQuery = queryOptions({ queryKey: ["welcome"], queryFn: ({ signal }) => get<WelcomeState>("/api/welcome", {}, signal), staleTime: Infinity });

export const applyIndustry = (key: string, leaveOut: readonly string[], undo: string) => post<Preview>(`/api/industries/${key}/apply`, { leave_out: leaveOut }, { undo });

export const removeIndustry = (key: string, undo: string) => post<Removal>(`/api/industries/${key}/remove`, {}, { undo });

export const answerWelcome = (said: WelcomeInput) => post<undefined>("/api/welcome", said);

export const skipWelcome = () => post<undefined>("/api/welcome/skip");

/** Lines by kind, in the order in which they come. */
export function byKind(lines: readonly Line[]): [string, Line[]][] {
  const found = new Map<string, Line[]>();
  for (const line of lines) found.set(line.kind, [...(found.get(line.kind) ?? []), line]);
  return [...found.entries()];
}
