/** Asking for number schemes and setting them. */
import { queryOptions } from "@tanstack/react-query";
import { get, patch, post } from "../../api/client";
import type { components } from "../../api/generated";

export type Scheme = components["schemas"]["NumberSchemeItem"];
export type Piece = components["schemas"]["NumberPiece"];
export type NewScheme = components["schemas"]["NewNumberScheme"];
export type Reset = Scheme["reset"];

export const schemesQuery = queryOptions({
  queryKey: ["records", "number_scheme", "numbering"],
  queryFn: ({ signal }) => get<{ items: Scheme[] }>("/api/numbering", {}, signal),
});

export const aheadQuery = (pattern: components["schemas"]["NumberPattern"]) =>
  queryOptions({
    queryKey: ["records", "number_scheme", "ahead", pattern],
    queryFn: () => post<components["schemas"]["NumbersAhead"]>("/api/numbering/ahead", pattern),
    placeholderData: (before) => before,
    enabled: pattern.object !== "",
  });

export const makeScheme = (scheme: NewScheme, undo: string) => post<Scheme>("/api/numbering", scheme, { undo });

/** Pieces without what their kind has no use for. */
const plain = ({ kind, value, width }: Piece) => (kind === "text" || kind === "field" ? { kind, value } : kind === "sequence" ? { kind, width } : { kind });

export const changeScheme = (scheme: Scheme, { pieces, ...values }: Partial<Scheme> & { pieces: Piece[] }, undo: string) =>
  patch(`/api/number-schemes/${scheme.id}`, { ...values, pieces: pieces.map(plain), version: scheme.version }, { undo });

export const numberExisting = (id: number) => post(`/api/number-schemes/${id}/actions/number-existing`);
