/** A quiet table for pages that are not lists of records. On a phone each row becomes a card with the column names beside the values. */
import type { ReactNode } from "react";
import "./pages.css";

export interface PlainColumn<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  width?: number | string;
  align?: "right";
  /** Heads the card on a phone, without the column's name. */
  heading?: boolean;
}

interface Props<T> {
  rows: readonly T[];
  columns: readonly PlainColumn<T>[];
  rowKey: (row: T) => string | number;
  rowClass?: (row: T) => string;
}

export function PlainTable<T>({ rows, columns, rowKey, rowClass }: Props<T>) {
  return (
    <div className="plain-table-box">
      <table className="plain-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" style={{ width: column.width, textAlign: column.align }}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className={rowClass?.(row)}>
              {columns.map((column) => (
                <td key={column.key} data-title={column.heading ? "" : column.title} className={column.heading ? "is-heading" : undefined} style={{ textAlign: column.align }}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
