/** Asking for the choices of built-in fields and changing them. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put } from "../../api/client";
import type { components } from "../../api/generated";
import type { Draft } from "./draft";

export type ChoiceSet = components["schemas"]["ChoiceSetItem"];
export type ChoiceSetFull = components["schemas"]["ChoiceSetAnswer"];
export type ChoiceItem = components["schemas"]["ChoiceItem"];

export const setsQuery = queryOptions({
  queryKey: ["records", "choice_set", "sets"],
  queryFn: ({ signal }) => get<{ items: ChoiceSet[] }>("/api/choices", {}, signal),
});

export const setQuery = (name: string) =>
  queryOptions({
    queryKey: ["records", "choice_set", "set", name],
    queryFn: ({ signal }) => get<ChoiceSetFull>(`/api/choices/${encodeURIComponent(name)}`, {}, signal),
  });

export const saveSet = (set: ChoiceSetFull, drafts: readonly Draft[], undo: string) =>
  put<ChoiceSetFull>(
    `/api/choices/${encodeURIComponent(set.name)}`,
    { ...(set.version > 0 ? { version: set.version } : {}), choices: drafts.map(({ value, en, zh, color, inactive }) => ({ value, en, zh, color, inactive })) },
    { undo },
  );

export const moveRecords = (set: string, value: string, to: string) => post<{ jobs: number[] }>(`/api/choices/${encodeURIComponent(set)}/move`, { value, to });
