/** The state of a list page: the address, the saved list behind it, and both together. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { fieldOf, useObject } from "../../api/objects";
import { recordQuery, someRecords } from "../../api/records";
import { useMe } from "../../api/session";
import type { Filter, ObjectMeta, Page, SavedList } from "../../api/types";
import { effectiveList, readListState, writeListState, type ListDefaults, type ListState } from "../../lib/listState";

const LIST = { name: "list", plural: "lists" };

/** The saved lists of an object that the caller may see. */
export function useSavedLists(meta: ObjectMeta): SavedList[] {
  const lists = useObject("list");
  const filter: Filter = { field: "object", is: meta.name };
  const { data } = useQuery({ ...someRecords(LIST, { filter, sort: "name", limit: 100 }), enabled: !!lists, staleTime: 60_000 });
  return (data as Page<SavedList> | undefined)?.items ?? [];
}

export function ownerField(meta: ObjectMeta) {
  return fieldOf(meta, "owner");
}

/** The list that opens first: one's own before the team's before everybody's. */
function firstList(lists: readonly SavedList[], me: number): SavedList | undefined {
  const mine = (list: SavedList) => (list["owner"] as { id?: number } | null)?.id === me;
  const rank = (list: SavedList) => (mine(list) ? 0 : list.visibility === "team" ? 1 : 2);
  return lists.filter((list) => list.is_default).sort((a, b) => rank(a) - rank(b))[0];
}

export function useList(meta: ObjectMeta) {
  const [parameters, setParameters] = useSearchParams();
  const state = useMemo(() => readListState(parameters), [parameters]);
  const me = useMe();
  const lists = useSavedLists(meta);
  const first = firstList(lists, me.id);
  const chosen = state.list ?? (first ? String(first.id) : "all");
  const scene = meta.scenes.find((each) => each.name === chosen);
  const known = lists.find((list) => String(list.id) === chosen);
  const wanted = chosen !== "all" && !scene && !known ? chosen : null;
  const single = useQuery({ ...recordQuery(LIST, wanted ?? 0), enabled: wanted !== null });
  const saved = known ?? (wanted ? (single.data as SavedList | undefined) : undefined);

  const defaults = useMemo<ListDefaults>(() => {
    const filter = saved?.filter && Object.keys(saved.filter).length > 0 ? saved.filter : null;
    return {
      view: saved?.view ?? "table",
      filter: saved ? filter : (scene?.filter ?? null),
      sort: saved?.sort || null,
      columns: saved?.columns?.length ? saved.columns : meta.columns,
      group: (saved?.view === "table" && saved.group_by) || null,
      board: (saved?.view === "board" && saved.group_by) || meta.board_by,
      density: saved?.density ?? "normal",
    };
  }, [meta, saved, scene]);
  const effective = useMemo(() => effectiveList(state, defaults), [state, defaults]);

  const change = (part: Partial<ListState>, replace = false) => setParameters(writeListState({ ...state, ...part }), { replace });
  /** Another list, by id, or a scene. */
  const choose = (list: string | null) => setParameters(writeListState({ list, view: null, filter: undefined, sort: null, columns: null, group: null, search: "" }));

  return { state, chosen, effective, defaults, lists, saved, waiting: wanted !== null && single.isPending, missing: wanted !== null && single.isError, change, choose };
}

export type ListTools = ReturnType<typeof useList>;
