/** Asking for the pools that are open to the caller. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { components } from "../../api/generated";
import type { Filter, ObjectMeta, Page, Row } from "../../api/types";

export type Pools = components["schemas"]["PoolsOut"];
export type Pool = components["schemas"]["PoolOut"];
export type PoolMove = components["schemas"]["MoveOut"];

export const poolsQuery = queryOptions({
  queryKey: ["records", "pool", "mine"],
  queryFn: ({ signal }) => get<Pools>("/api/my-pools", {}, signal),
});

export const inPool = (pool: number): Filter => ({ field: "pool", is: pool });

export const pooledRecords = (meta: ObjectMeta, pool: number, search: string) =>
  queryOptions({
    queryKey: ["records", meta.name, "pooled", pool, search],
    queryFn: ({ signal }) => get<Page<Row>>(`/api/${meta.plural}`, { filter: inPool(pool), sort: "-pool_since", limit: 100, search }, signal),
  });

export const movesQuery = (meta: Pick<ObjectMeta, "name" | "plural">, id: number) =>
  queryOptions({
    queryKey: ["records", meta.name, "record", String(id), "pool-moves"],
    queryFn: async ({ signal }) => (await get<{ items: PoolMove[] }>(`/api/${meta.plural}/${id}/pool-moves`, {}, signal)).items,
    retry: false,
  });

/** Whole days from now until then, never below 0. */
export const daysUntil = (when: string, now: number): number => Math.max(0, Math.floor((Date.parse(when) - now) / 86_400_000));
