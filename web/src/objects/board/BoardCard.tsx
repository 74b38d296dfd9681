/** One card: the title, a few fields, whose it is, and for how long it has been in its column. */
import { useDraggable } from "@dnd-kit/core";
import { memo, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fieldOf, recordPath } from "../../api/objects";
import type { NextActivity } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { lastOpened } from "../../lib/places";
import { daysSince } from "../../lib/time";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { FieldShow } from "../fields/FieldShow";
import { isBlank } from "../fields/kind";
import { kindOf } from "../fields/kinds";
import { idOf, titleOf } from "../fields/reference";
import { NextMark } from "./NextMark";
import type { Carrying } from "./useCarry";

interface BodyProps {
  meta: ObjectMeta;
  row: Row;
  by: string;
  columns: string[];
  /** What is to be done next about it; undefined while that is not known. */
  next?: NextActivity | null | undefined;
  /** When it came into its column, where the record itself does not tell. */
  since?: string | null | undefined;
}

const SHOWN = 3;

/** Drawn anew only when something of it is another: a card that is dragged moves with every pixel. */
export const BoardCardBody = memo(function BoardCardBody({ meta, row, by, columns, next, since: held }: BodyProps) {
  const { t } = useTranslation();
  const names = [...new Set([...meta.highlights, ...columns])].filter((name) => name !== by && name !== meta.title_field && name !== "owner");
  const fields = names.flatMap((name) => fieldOf(meta, name) ?? []).filter((field) => !isBlank(row[field.name])).slice(0, SHOWN);
  const owner = titleOf(row["owner"]);
  const kept = row[`${by}_changed_at`];
  const since = typeof kept === "string" ? kept : (held ?? null);
  const most = fieldOf(meta, by)?.choices?.find((choice) => choice.value === String(idOf(row[by])))?.max_days;
  const stuck = since !== null && typeof most === "number" && daysSince(since) > most;
  return (
    <>
      <Link to={recordPath(meta, row.id)} className="board-title" draggable={false}>
        {row.title || `#${row.id}`}
      </Link>
      {fields.map((field) => (
        <div key={field.name} className="board-field" title={field.label}>
          {kindOf(field).align && !kindOf(field).summable && <span className="muted">{field.label}</span>}
          <FieldShow dense field={field} value={row[field.name]} record={row} />
        </div>
      ))}
      {(owner || since || next !== undefined) && (
        <div className="board-foot muted">
          {owner && (
            <span className="person" title={owner}>
              <PersonAvatar name={owner} size={18} />
              <span className="ellipsis">{owner}</span>
            </span>
          )}
          <span className="grow" />
          {since && (
            <span className={stuck ? "board-stuck" : ""} title={stuck ? t("board.stuck", { count: daysSince(since), most }) : t("board.daysIn", { count: daysSince(since) })}>
              {t("board.days", { count: daysSince(since) })}
            </span>
          )}
          {next !== undefined && <NextMark next={next} />}
        </div>
      )}
    </>
  );
});

export function BoardCard({ draggable, carrying, ...body }: BodyProps & { draggable: boolean; carrying: Carrying }) {
  const { row, by } = body;
  const { t } = useTranslation();
  const { listeners, setNodeRef, isDragging } = useDraggable({ id: row.id, data: row, disabled: !draggable });
  const [opened] = useState(() => lastOpened(body.meta.name) === row.id);
  const isCarried = carrying.carried?.row.id === row.id;
  const handles = draggable && {
    ...listeners,
    tabIndex: 0,
    role: "group",
    "aria-label": row.title,
    "aria-roledescription": t("board.card"),
    "aria-description": t("board.cardHelp"),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => carrying.onKeyDown(event, row, String(idOf(row[by]) ?? "")),
    onBlur: isCarried ? carrying.cancel : undefined,
  };
  return (
    <article ref={setNodeRef} className={`board-card${isDragging ? " is-away" : ""}${isCarried ? " is-carried" : ""}${opened ? " is-opened" : ""}`} {...handles}>
      <BoardCardBody {...body} />
    </article>
  );
}
