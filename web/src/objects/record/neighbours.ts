/** The record before and after this one in the list that it was opened from, and the way back to that list as it was. */
import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useState } from "react";
import type { ObjectMeta, Page, Row } from "../../api/types";

const MOST = 2_000;
const idsKey = (object: string) => `magpie.list.${object}.ids`;
const addressKey = (plural: string) => `magpie.list.${plural}.address`;

function stored(object: string): number[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(idsKey(object)) ?? "[]");
    return Array.isArray(found) ? found.filter((each): each is number => typeof each === "number") : [];
  } catch {
    return [];
  }
}

export interface Neighbours {
  previous: number | null;
  next: number | null;
  /** 1 for the first; 0 if the record is in no list that is known. */
  place: number;
  count: number;
}

export function neighboursIn(ids: readonly number[], id: number): Neighbours {
  const at = ids.indexOf(id);
  if (at < 0) return { previous: null, next: null, place: 0, count: 0 };
  return { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null, place: at + 1, count: ids.length };
}

/** Read once when the record is first shown; the list that was fetched last and holds it counts. */
export function useNeighbours(meta: Pick<ObjectMeta, "name">, id: number): Neighbours {
  const client = useQueryClient();
  const [ids] = useState(() => {
    const known = stored(meta.name);
    if (known.includes(id)) return known;
    const lists = client.getQueryCache().findAll({ queryKey: ["records", meta.name, "pages"] });
    lists.sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
    for (const list of lists) {
      const data = list.state.data as InfiniteData<Page<Row>> | undefined;
      const found = data?.pages.flatMap((page) => page.items.map((row) => row.id)) ?? [];
      if (found.includes(id)) {
        keep(idsKey(meta.name), JSON.stringify(found.slice(0, MOST)));
        return found;
      }
    }
    return [];
  });
  return neighboursIn(ids, id);
}

/** A list is shown at this address; the records opened next are its. */
export function rememberList(object: string, plural: string, address: string): void {
  keep(addressKey(plural), address);
  try {
    sessionStorage.removeItem(idsKey(object));
  } catch {
    return;
  }
}

export function listAddress(plural: string): string {
  try {
    return sessionStorage.getItem(addressKey(plural)) ?? `/${plural}`;
  } catch {
    return `/${plural}`;
  }
}

/** A full or forbidden storage is no reason to stop. */
function keep(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    return;
  }
}
