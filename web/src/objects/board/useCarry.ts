/**
 * Moving a card by keyboard: Space picks it up, the arrow keys choose a column, Space or Enter puts it down, Escape leaves it where it was.
 * The card itself stays in its place meanwhile; the chosen column is marked, brought into sight and read out.
 */
import { useState, type KeyboardEvent } from "react";
import type { Choice, Row } from "../../api/types";

export interface Carried {
  row: Row;
  /** The chosen column. */
  to: Choice;
}

export interface Carrying {
  carried: Carried | null;
  onKeyDown: (event: KeyboardEvent<HTMLElement>, row: Row, from: string) => void;
  cancel: () => void;
}

/** `placesFor` gives the columns and whatever else the record may be put down on. */
export function useCarry(placesFor: (row: Row) => readonly Choice[], drop: (row: Row, to: Choice) => void): Carrying {
  const [carried, setCarried] = useState<Carried | null>(null);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, row: Row, from: string) => {
    if (event.target !== event.currentTarget) return;
    const columns = placesFor(row);
    const holds = carried?.row.id === row.id ? carried : null;
    if (!holds) {
      const here = columns.find((choice) => String(choice.value) === from) ?? columns[0];
      if (event.key !== " " || !here) return;
      event.preventDefault();
      setCarried({ row, to: here });
      return;
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      const next = columns[columns.findIndex((place) => place.value === holds.to.value) + step];
      if (next) setCarried({ row, to: next });
    } else if (event.key === " " || event.key === "Enter") {
      setCarried(null);
      drop(row, holds.to);
    } else if (event.key === "Escape") setCarried(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return { carried, onKeyDown, cancel: () => setCarried(null) };
}
