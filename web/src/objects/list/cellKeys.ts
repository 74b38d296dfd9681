/**
 * Moving through the cells of the table by keyboard: arrows go to the next cell that can be reached, Home and End to the first and last of the
 * row, Space ticks the row. What is being edited keeps its keys.
 */
import type { KeyboardEvent } from "react";

const REACHED = "[data-inline]:not(.is-editing), a.row-title, button.group-head";

const reachedIn = (cell: Element | null | undefined) => cell?.querySelector<HTMLElement>(REACHED) ?? null;

function go(to: HTMLElement | null): boolean {
  to?.focus({ preventScroll: true });
  to?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return !!to;
}

/** The nearest reachable cell from this one on, left or right. */
function along(cells: Element[], from: number, step: number): HTMLElement | null {
  for (let at = from; at >= 0 && at < cells.length; at += step) {
    const found = reachedIn(cells[at]);
    if (found) return found;
  }
  return null;
}

export function onCellKey(event: KeyboardEvent<HTMLElement>, tick: (id: number) => void): void {
  const target = event.target as HTMLElement;
  if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey || !target.matches(REACHED)) return;
  const cell = target.closest(".grid-cell");
  const row = target.closest(".grid-row");
  if (!cell || !row) return;
  const cells = [...row.children];
  const at = cells.indexOf(cell);
  const inRow = (next: Element | null) => {
    const others = next ? [...next.children] : [];
    return reachedIn(others[at]) ?? along(others, Math.min(at, others.length - 1), -1) ?? along(others, at, 1);
  };
  const moves: Record<string, () => boolean> = {
    ArrowRight: () => go(along(cells, at + 1, 1)),
    ArrowLeft: () => go(along(cells, at - 1, -1)),
    ArrowDown: () => go(inRow(row.nextElementSibling)),
    ArrowUp: () => go(inRow(row.previousElementSibling)),
    Home: () => go(along(cells, 0, 1)),
    End: () => go(along(cells, cells.length - 1, -1)),
    " ": () => {
      const id = Number(row.getAttribute("data-row-key"));
      if (id > 0) tick(id);
      return id > 0;
    },
  };
  if (moves[event.key]?.()) event.preventDefault();
}
