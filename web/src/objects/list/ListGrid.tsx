/**
 * The rows of a list as a table of plain elements, of which only those in sight are drawn. Rows have one height, the browser itself scrolls, and
 * a row is drawn once: while scrolling, rows come and go in steps of some, not with every pixel.
 */
import { memo, useCallback, useImperativeHandle, useLayoutEffect, useRef, useState, type CSSProperties, type MouseEvent, type ReactNode, type Ref, type UIEvent } from "react";
import { useTranslation } from "react-i18next";
import { useRest } from "../../ui/useRest";
import { ColumnHead } from "./ColumnHead";
import type { Line } from "./useGroups";

export interface GridColumn {
  name: string;
  label: string;
  width: number;
  /** Stays in sight while the others scroll sideways. */
  fixed: boolean;
  right: boolean;
  sortable: boolean;
  render: (row: Line) => ReactNode;
}

export interface GridPlace {
  scrollTo: (top: number) => void;
}

interface Props {
  ref: Ref<GridPlace>;
  label: string;
  columns: readonly GridColumn[];
  rows: readonly Line[];
  /** How many rows there are in all, if one knows. */
  total: number | null | undefined;
  width: number;
  height: number;
  rowHeight: number;
  sort: string | null;
  onSort: (sort: string | null) => void;
  onResize: (name: string, width: number) => void;
  ticked: ReadonlySet<number>;
  onTick: (ids: number[]) => void;
  /** Of a line that is no record, across all columns. */
  renderLine: (row: Line) => ReactNode;
  opened: number | null;
  onScroll: (top: number, left: number) => void;
}

export const TICK_WIDTH = 36;
export const HEAD_HEIGHT = 34;
/** Rows drawn beyond those in sight, and how many come and go at once. */
const AHEAD = 8;
const STEP = 4;

export function ListGrid({ ref, label, columns, rows, total, width, height, rowHeight, sort, onSort, onResize, ticked, onTick, renderLine, opened, onScroll }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  useImperativeHandle(ref, () => ({ scrollTo: (top) => void (box.current && (box.current.scrollTop = top)) }));
  const scrolled = (event: UIEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const { scrollTop, scrollLeft } = event.currentTarget;
    setFirst(Math.floor(scrollTop / rowHeight / STEP) * STEP);
    event.currentTarget.classList.toggle("is-aside", scrollLeft > 0);
    onScroll(scrollTop, scrollLeft);
  };
  const ahead = useRest(true) ? AHEAD : 0;
  const from = Math.max(0, Math.min(first, rows.length - 1) - ahead);
  const to = Math.min(rows.length, first + Math.ceil(height / rowHeight) + STEP + ahead);
  // The row in which one works stays, however far one scrolls: what is typed there is not lost.
  const [held, setHeld] = useState(0);
  const heldAt = rows.findIndex((row) => row.id === held);
  const places = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
  if (heldAt >= 0 && heldAt < from) places.unshift(heldAt);
  else if (heldAt >= to) places.push(heldAt);
  const records = rows.filter((row) => !row.line);

  // Ticking with Shift takes all from the row that was ticked before.
  const now = useRef({ rows, ticked, onTick, last: 0 });
  useLayoutEffect(() => {
    Object.assign(now.current, { rows, ticked, onTick });
  });
  const tick = useCallback((id: number, event: MouseEvent) => {
    const { rows: shown, ticked: before, onTick: tell, last } = now.current;
    const after = new Set(before);
    const ids = shown.flatMap((row) => (row.line ? [] : [row.id]));
    const [begin, end] = [ids.indexOf(last), ids.indexOf(id)];
    const changed = event.shiftKey && begin >= 0 && last !== id ? ids.slice(Math.min(begin, end), Math.max(begin, end) + 1) : [id];
    for (const each of changed) {
      if (before.has(id)) after.delete(each);
      else after.add(each);
    }
    now.current.last = id;
    tell([...after]);
  }, []);

  const all = records.length > 0 && records.every((row) => ticked.has(row.id));
  const sorted = sort?.replace("-", "");
  const down = sort?.startsWith("-") ?? false;
  const style = { "--columns": [TICK_WIDTH, ...columns.map((column) => column.width)].map((each) => `${each}px`).join(" "), "--row": `${rowHeight}px`, minWidth: width } as CSSProperties;
  return (
    <div ref={box} className="grid" role="table" aria-label={label} aria-rowcount={total ?? -1} onScroll={scrolled} onFocus={(event) => setHeld(Number(event.target.closest("[data-row-key]")?.getAttribute("data-row-key") ?? 0))}>
      <div role="rowgroup" className="grid-top" style={style}>
        <div role="row" className="grid-row is-head">
          <div role="columnheader" className="grid-cell is-tick">
            <input
              type="checkbox"
              className="tick"
              aria-label={t("list.tickAll")}
              ref={(input) => void (input && (input.indeterminate = !all && ticked.size > 0))}
              checked={all}
              onChange={() => onTick(all ? [] : records.map((row) => row.id))}
            />
          </div>
          {columns.map((column) => {
            const here = sorted === column.name;
            const next = !here ? column.name : down ? null : `-${column.name}`;
            const head = <ColumnHead label={column.label} width={column.width} onResize={(wide) => onResize(column.name, wide)} />;
            return (
              <div key={column.name} role="columnheader" aria-sort={here ? (down ? "descending" : "ascending") : undefined} className={classOf(column)}>
                {column.sortable ? (
                  <button type="button" className={`grid-sort${here ? (down ? " is-down" : " is-up") : ""}`} onClick={() => onSort(next)}>
                    {head}
                  </button>
                ) : (
                  head
                )}
              </div>
            );
          })}
        </div>
      </div>
      <div role="rowgroup" className="grid-rows" style={{ ...style, height: rows.length * rowHeight }}>
        {places.map((at) => {
          const row = rows[at];
          return row && <GridRow key={row.id} row={row} at={at} columns={columns} tickLabel={t("list.tick")} isTicked={ticked.has(row.id)} isOpened={row.id === opened} onTick={tick} renderLine={renderLine} />;
        })}
      </div>
    </div>
  );
}

const classOf = (column: GridColumn) => `grid-cell${column.fixed ? " is-fixed" : ""}${column.right ? " is-right" : ""}`;

interface RowProps {
  row: Line;
  at: number;
  columns: readonly GridColumn[];
  tickLabel: string;
  isTicked: boolean;
  isOpened: boolean;
  onTick: (id: number, event: MouseEvent) => void;
  renderLine: (row: Line) => ReactNode;
}

const GridRow = memo(function GridRow({ row, at, columns, tickLabel, isTicked, isOpened, onTick, renderLine }: RowProps) {
  return (
    <div role="row" aria-rowindex={at + 2} className={`grid-row${isOpened ? " is-opened" : ""}${isTicked ? " is-ticked" : ""}`} data-row-key={row.id} style={{ top: `calc(var(--row) * ${at})` }}>
      {row.line ? (
        <div role="cell" className="grid-cell is-line" aria-colspan={columns.length + 1}>
          {renderLine(row)}
        </div>
      ) : (
        <>
          <div role="cell" className="grid-cell is-tick">
            <input type="checkbox" className="tick" aria-label={`${tickLabel} ${row.title}`} checked={isTicked} readOnly onClick={(event) => onTick(row.id, event)} />
          </div>
          {columns.map((column) => (
            <div key={column.name} role="cell" className={classOf(column)}>
              {column.render(row)}
            </div>
          ))}
        </>
      )}
    </div>
  );
});
