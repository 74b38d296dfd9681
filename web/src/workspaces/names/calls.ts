/** Asking for names and changing them. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put } from "../../api/client";
import type { components } from "../../api/generated";

export type NameItem = components["schemas"]["NameItem"];
export type NamedObject = components["schemas"]["NamedObject"];
export type NamesAnswer = components["schemas"]["NamesAnswer"];
export type NamesComparison = components["schemas"]["NamesComparison"];
export type NameChange = components["schemas"]["NameChange"];
export type Only = "" | "changed" | "missing_en" | "missing_zh";
export type Tongue = "zh" | "en";

export interface NamesAsked {
  object: string;
  search: string;
  only: Only;
}

export const namesQuery = (asked: NamesAsked) =>
  queryOptions({
    queryKey: ["records", "own_name", "names", asked],
    queryFn: ({ signal }) => get<NamesAnswer>("/api/names", { ...asked }, signal),
    placeholderData: (before) => before,
  });

export const changeNames = (changes: NameChange[], undo: string) => put<{ items: NameItem[] }>("/api/names", { changes }, { undo });

export function compareNames(file: File): Promise<NamesComparison> {
  const body = new FormData();
  body.append("file", file);
  return post<NamesComparison>("/api/names/file", body);
}
