/** A line in natural words: what the server understood of it, and the pieces of the text to be marked. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { components } from "../../api/generated";

export type WordsUnderstood = components["schemas"]["WordsUnderstood"];
export type What = components["schemas"]["UnderstoodSpan"]["what"];

export interface Piece {
  text: string;
  what: What | "";
}

/** The text cut where something was understood; together the pieces are the text. Places that lie outside of it are left out. */
export function piecesOf(text: string, spans: readonly { start: number; end: number; what: What }[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start < at || span.end > text.length || span.end <= span.start) continue;
    if (span.start > at) pieces.push({ text: text.slice(at, span.start), what: "" });
    pieces.push({ text: text.slice(span.start, span.end), what: span.what });
    at = span.end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), what: "" });
  return pieces;
}

/** Whether something can be made of it. */
export const canBeMade = (found: WordsUnderstood): boolean => found.problem === null && found.subject !== "";

export const wordsQuery = (text: string) =>
  queryOptions({
    queryKey: ["words", text],
    queryFn: async ({ signal }) => ({ text, found: await request<WordsUnderstood>("POST", "/api/words", { body: { text }, signal }) }),
    placeholderData: keepPreviousData,
    staleTime: 20_000,
    retry: false,
  });
