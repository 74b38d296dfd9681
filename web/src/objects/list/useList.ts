/** The state of a list page: the address, the saved list behind it, and both together. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { fieldOf, useObject } from "../../api/objects";
import { recordQuery, someRecords } from "../../api/records";
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

export function useList(meta: ObjectMeta) {
  const [parameters, setParameters] = useSearchParams();
  const state = useMemo(() => readListState(parameters), [parameters]);
  const lists = useSavedLists(meta);
  const known = lists.find((list) => String(list.id) === state.list);
  const wanted = state.list && state.list !== "mine" && !known ? state.list : null;
  const single = useQuery({ ...recordQuery(LIST, wanted ?? 0), enabled: wanted !== null });
  const saved = known ?? (wanted ? (single.data as SavedList | undefined) : undefined);

  const defaults = useMemo<ListDefaults>(() => {
    const mine: Filter | null = state.list === "mine" && ownerField(meta) ? { field: "owner", is: "$me" } : null;
    const filter = saved?.filter && Object.keys(saved.filter).length > 0 ? saved.filter : null;
    return {
      view: saved?.view ?? "table",
      filter: saved ? filter : mine,
      sort: saved?.sort || null,
      columns: saved?.columns?.length ? saved.columns : meta.columns,
      group: saved?.group_by || meta.board_by,
    };
  }, [meta, saved, state.list]);
  const effective = useMemo(() => effectiveList(state, defaults), [state, defaults]);

  const change = (part: Partial<ListState>, replace = false) => setParameters(writeListState({ ...state, ...part }), { replace });
  /** Another list; only the kind of view stays. */
  const choose = (list: string | null) => setParameters(writeListState({ list, view: null, filter: undefined, sort: null, columns: null, group: null, search: "" }));

  return { state, effective, defaults, lists, saved, waiting: wanted !== null && single.isPending, missing: wanted !== null && single.isError, change, choose };
}

export type ListTools = ReturnType<typeof useList>;
