/** Records as cards in columns by stage or another choice. A card that is dropped in a column is moved there; what the column requires is asked for. */
import { DndContext, DragOverlay, MouseSensor, pointerWithin, rectIntersection, TouchSensor, useSensor, useSensors, type CollisionDetection, type DragEndEvent } from "@dnd-kit/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { App, Segmented } from "antd";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldOf, mayWrite } from "../../api/objects";
import { recordSummary, type ListQuery } from "../../api/records";
import { useMe } from "../../api/session";
import type { Choice, FieldMeta, ObjectMeta, Row } from "../../api/types";
import type { Place } from "../../lib/places";
import { EmptyState } from "../../ui/EmptyState";
import { sentenceOf } from "../../ui/Problems";
import { kindOf } from "../fields/kinds";
import { idOf } from "../fields/reference";
import { useMove } from "../form/useMove";
import { useAction } from "../actions/useAction";
import { usePlace } from "../list/usePlace";
import type { ListTools } from "../list/useList";
import { BoardCardBody } from "./BoardCard";
import { BoardColumn } from "./BoardColumn";
import { actionOf, EndZones, isZone, zonesFor } from "./EndZones";
import { useCarry } from "./useCarry";

interface Props {
  meta: ObjectMeta;
  list: ListTools;
  query: ListQuery;
}

export function Board({ meta, list, query }: Props) {
  const { t } = useTranslation();
  const field = fieldOf(meta, list.effective.board);
  const ways = [...new Set((field?.choices ?? []).map((choice) => choice.group ?? ""))];
  const [chosen, setChosen] = useState("");
  if (!field?.choices?.length) return <EmptyState text={t("board.noBoard")} />;
  const way = ways.includes(chosen) ? chosen : ways[0];
  const shown = ways.length < 2 ? field : { ...field, choices: field.choices.filter((choice) => (choice.group ?? "") === way) };
  return (
    <>
      {ways.length > 1 && <Segmented className="gap-below" aria-label={t("board.way")} value={way ?? ""} options={ways} onChange={setChosen} />}
      <Columns key={`${field.name} ${way ?? ""}`} meta={meta} list={list} query={query} field={shown} />
    </>
  );
}

/** Dragging by mouse needs no reading out; by keyboard, the board says by itself what it does. */
const SILENT = { onDragStart: () => undefined, onDragOver: () => undefined, onDragEnd: () => undefined, onDragCancel: () => undefined };

const ONE_PAGE = { hasNextPage: false, isFetching: false, fetchNextPage: () => Promise.resolve() };
/** The zones at the foot lie over the columns. */
const underPointer: CollisionDetection = (given) => {
  const found = pointerWithin(given);
  const zones = found.filter(({ id }) => isZone(id));
  if (zones.length > 0) return zones;
  return found.length > 0 ? found : rectIntersection(given);
};

function Columns({ meta, list, query, field }: Props & { field: FieldMeta }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe();
  const { move, dialog } = useMove(meta);
  const ending = useAction(meta);
  const [dragged, setDragged] = useState<Row | null>(null);
  /** Where cards were just dropped, until the server has answered. */
  const [moving, setMoving] = useState<ReadonlyMap<number, { row: Row; to: string }>>(new Map());
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
  );
  const sum = [...meta.highlights, ...list.effective.columns, ...meta.fields.map((each) => each.name)].find((name) => {
    const found = fieldOf(meta, name);
    return found && kindOf(found).summable;
  });
  const summary = useQuery({
    ...recordSummary(meta, { filter: query.filter ?? null, search: query.search ?? null, group_by: field.name, sum: [sum, fieldOf(meta, `weighted_${sum ?? ""}`)?.name].filter(Boolean).join(",") || null }),
    placeholderData: keepPreviousData,
  });
  const groupOf = (value: string | null) => summary.data?.groups?.find((group) => (value === null ? isNone(group.value) : String(idOf(group.value)) === value));
  const none = (groupOf(null)?.count ?? 0) > 0;
  const inUse = (field.choices ?? []).filter((choice) => !choice.inactive);
  const columns: (Choice | null)[] = [...(none ? [null] : []), ...(field.choices ?? []).filter((choice) => !choice.inactive || (groupOf(String(choice.value))?.count ?? 0) > 0)];
  const may = mayWrite(meta, field);
  const ends = field.name === meta.stage_field;
  const zonesOf = (row: Row) => (ends ? zonesFor(meta, row, me) : []);

  const drop = (row: Row, to: Choice) => {
    const action = actionOf(meta, to.value);
    if (action) {
      ending.choose(row, action);
      return;
    }
    if (String(idOf(row[field.name]) ?? "") === String(to.value)) return;
    setMoving((now) => new Map(now).set(row.id, { row, to: String(to.value) }));
    move(row, field, kindOf(field).fromChoice?.(to) ?? to.value, to.label)
      .catch((error: unknown) => void message.error(sentenceOf(error)))
      .finally(() => {
        window.setTimeout(
          () =>
            setMoving((now) => {
              const next = new Map(now);
              next.delete(row.id);
              return next;
            }),
          400,
        );
      });
  };

  const carrying = useCarry((row) => [...inUse, ...zonesOf(row)], drop);
  const { carried } = carrying;

  const columnsBox = useRef<HTMLDivElement>(null);
  const scrollTo = useCallback(({ left = 0 }: Place) => columnsBox.current?.scrollTo({ left }), []);
  const takeDown = usePlace(meta.name, JSON.stringify(["columns", field.name]), summary.data ? columns.length : 0, ONE_PAGE, scrollTo);
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    setDragged(null);
    const row = active.data.current as Row | undefined;
    const to = row && over ? [...inUse, ...zonesOf(row)].find((choice) => String(choice.value) === over.id) : undefined;
    if (row && to) drop(row, to);
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={underPointer}
      onDragStart={({ active }) => setDragged((active.data.current as Row | undefined) ?? null)}
      onDragCancel={() => setDragged(null)}
      onDragEnd={onDragEnd}
      accessibility={{ announcements: SILENT }}
    >
      <div className="board" ref={columnsBox} onScroll={(event) => event.target === columnsBox.current && takeDown({ left: event.currentTarget.scrollLeft })}>
        {columns.map((choice) => (
          <BoardColumn
            key={choice?.value ?? ""}
            meta={meta}
            field={field}
            choice={choice}
            query={query}
            group={groupOf(choice ? String(choice.value) : null)}
            sum={sum}
            columns={list.effective.columns}
            moving={moving}
            draggable={may}
            carrying={carrying}
          />
        ))}
      </div>
      <EndZones zones={dragged ? zonesOf(dragged) : carried ? zonesOf(carried.row) : []} chosen={carried?.to.value} />
      <span className="board-carried" role="status">
        {carried && t("board.carried", { title: carried.row.title, column: carried.to.label })}
      </span>
      <DragOverlay dropAnimation={null}>
        {dragged && (
          <div className="board-card is-dragged">
            <BoardCardBody meta={meta} row={dragged} by={field.name} columns={list.effective.columns} />
          </div>
        )}
      </DragOverlay>
      {dialog}
      {ending.dialog}
    </DndContext>
  );
}

function isNone(value: unknown): boolean {
  return value === null || value === "";
}
