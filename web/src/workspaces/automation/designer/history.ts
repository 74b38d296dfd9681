/** The document being drawn, with what it was before and after each change. Typing in one place counts as one change. Pure. */
import type { Document } from "../document/types";

export interface History {
  document: Document;
  past: readonly Document[];
  future: readonly Document[];
  /** What was changed last, and when: further changes of the same within a moment join it. */
  mark: { of: string; at: number } | null;
}

export type Change =
  | { type: "change"; document: Document; of?: string | undefined; now?: number }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "replace"; document: Document };

const TOGETHER = 1_200;
const MOST = 200;

export const startHistory = (document: Document): History => ({ document, past: [], future: [], mark: null });

export function changed(state: History, action: Change): History {
  if (action.type === "replace") return startHistory(action.document);
  if (action.type === "undo") {
    const before = state.past.at(-1);
    return before ? { document: before, past: state.past.slice(0, -1), future: [state.document, ...state.future], mark: null } : state;
  }
  if (action.type === "redo") {
    const [next, ...rest] = state.future;
    return next ? { document: next, past: [...state.past, state.document], future: rest, mark: null } : state;
  }
  if (action.document === state.document) return state;
  const now = action.now ?? Date.now();
  const joins = action.of !== undefined && state.mark?.of === action.of && now - state.mark.at < TOGETHER && state.past.length > 0;
  return {
    document: action.document,
    past: joins ? state.past : [...state.past, state.document].slice(-MOST),
    future: [],
    mark: action.of === undefined ? null : { of: action.of, at: now },
  };
}
