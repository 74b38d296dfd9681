/** What a list shows, as it stands in the address: a saved list, and what was changed from it. Pure. */
import type { Filter } from "./filters";

export interface ListState {
  /** Id of a saved list, the name of a scene, "all", or null for what opens first. */
  list: string | null;
  view: "table" | "board" | null;
  filter: Filter | null | undefined;
  sort: string | null;
  columns: string[] | null;
  /** What the rows are grouped by, or the columns of the board; empty: not grouped, although the list is. */
  group: string | null;
  density?: Density;
  search: string;
}

export type Density = "normal" | "compact";

export interface ListDefaults {
  view: "table" | "board";
  filter: Filter | null;
  sort: string | null;
  columns: string[];
  /** Of the rows. */
  group: string | null;
  /** Of the board. */
  board: string | null;
  density: Density;
}

/** Undefined filter: as the saved list has it. Null: none, although the list has one. */
export function readListState(parameters: URLSearchParams): ListState {
  const view = parameters.get("view");
  const columns = parameters.get("columns");
  const density = parameters.get("density");
  let filter: Filter | null | undefined;
  const text = parameters.get("filter");
  if (text !== null) {
    try {
      const parsed = JSON.parse(text) as unknown;
      filter = typeof parsed === "object" && parsed !== null && Object.keys(parsed).length > 0 ? (parsed as Filter) : null;
    } catch {
      filter = undefined;
    }
  }
  return {
    list: parameters.get("list"),
    view: view === "table" || view === "board" ? view : null,
    filter,
    sort: parameters.get("sort"),
    columns: columns ? columns.split(",").filter(Boolean) : null,
    group: parameters.get("group"),
    ...(density === "normal" || density === "compact" ? { density } : {}),
    search: parameters.get("search") ?? "",
  };
}

export function writeListState(state: ListState): URLSearchParams {
  const parameters = new URLSearchParams();
  if (state.list) parameters.set("list", state.list);
  if (state.view) parameters.set("view", state.view);
  if (state.filter !== undefined) parameters.set("filter", JSON.stringify(state.filter ?? {}));
  if (state.sort) parameters.set("sort", state.sort);
  if (state.columns) parameters.set("columns", state.columns.join(","));
  if (state.group !== null) parameters.set("group", state.group);
  if (state.density) parameters.set("density", state.density);
  if (state.search) parameters.set("search", state.search);
  return parameters;
}

export interface EffectiveList extends ListDefaults {
  search: string;
  /** Something differs from the saved list. */
  changed: boolean;
}

export function effectiveList(state: ListState, defaults: ListDefaults): EffectiveList {
  const filter = state.filter === undefined ? defaults.filter : state.filter;
  const view = state.view ?? defaults.view;
  const now = {
    view,
    filter,
    sort: state.sort ?? defaults.sort,
    columns: state.columns ?? defaults.columns,
    group: (view === "table" ? (state.group ?? defaults.group) : defaults.group) || null,
    board: (view === "board" ? state.group : null) || defaults.board,
    density: state.density ?? defaults.density,
  };
  const changed = (Object.keys(now) as (keyof typeof now)[]).some((key) => JSON.stringify(now[key]) !== JSON.stringify(defaults[key]));
  return { ...now, search: state.search, changed };
}
