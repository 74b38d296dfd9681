/** One column of a board: its count and sum, its cards page by page. */
import { PlusOutlined } from "@ant-design/icons";
import { useDroppable } from "@dnd-kit/core";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { use, useCallback, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { heldSince, nextActivities, recordPages, type ListQuery } from "../../api/records";
import type { Choice, FieldMeta, Filter, ObjectMeta, Row, Summary } from "../../api/types";
import { fieldOf, useObject } from "../../api/objects";
import { join } from "../../lib/filters";
import { showMoney, showMoneyShort } from "../../lib/numbers";
import type { Place } from "../../lib/places";
import { ErrorState } from "../../ui/ErrorState";
import { useRest } from "../../ui/useRest";
import { kindOf } from "../fields/kinds";
import { FormContext } from "../form/FormContext";
import { usePlace } from "../list/usePlace";
import { BoardCard } from "./BoardCard";
import type { Carrying } from "./useCarry";

interface Props {
  meta: ObjectMeta;
  field: FieldMeta;
  choice: Choice | null;
  query: ListQuery;
  group: NonNullable<Summary["groups"]>[number] | undefined;
  sum: string | undefined;
  columns: string[];
  moving: ReadonlyMap<number, { row: Row; to: string }>;
  draggable: boolean;
  carrying: Carrying;
}

const PAGE = 30;
/** As many as a column shows without scrolling; the others are drawn right after the page stands there. */
const AT_ONCE = 8;

export function BoardColumn({ meta, field, choice, query, group, sum, columns, moving, draggable, carrying }: Props) {
  const { t, i18n } = useTranslation();
  const { openForm } = use(FormContext);
  const hasActivities = useObject("task") !== undefined && meta.name !== "task" && !meta.is_setup;
  const value = choice ? String(choice.value) : "";
  const kind = kindOf(field);
  const own = choice ? (kind.fromChoice?.(choice) ?? choice.value) : null;
  const condition: Filter = choice ? { field: field.name, is: kind.toFilterValue?.(own) ?? own } : { field: field.name, is_empty: true };
  const pages = useInfiniteQuery({ ...recordPages(meta, { ...query, filter: join([query.filter, condition]), limit: PAGE }), placeholderData: keepPreviousData });
  const { setNodeRef, isOver } = useDroppable({ id: value, disabled: !choice });
  const arrived = [...moving.values()].filter((each) => each.to === value).map((each) => ({ ...each.row, [field.name]: own }));
  const loaded = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const drawsAll = useRest(loaded.length > 0);
  const drawn = drawsAll ? loaded : loaded.slice(0, AT_ONCE);
  const rows = [...arrived, ...drawn.filter((row) => !moving.has(row.id))];
  const ids = loaded.map((row) => row.id);
  const planned = useQuery({ ...nextActivities(meta.name, ids), enabled: hasActivities && ids.length > 0, placeholderData: keepPreviousData });
  const next = useMemo(() => planned.data && new Map(planned.data.items.map((item) => [item.record, item])), [planned.data]);
  const keepsTime = fieldOf(meta, `${field.name}_changed_at`) !== undefined;
  const held = useQuery({ ...heldSince(meta.name, field.name, ids), enabled: !keepsTime && choice !== null && ids.length > 0, placeholderData: keepPreviousData });
  const since = useMemo(() => new Map(held.data?.items.map((item) => [item.record, item.at])), [held.data]);
  const weighted = meta.fields.find((each) => each.name === `weighted_${sum ?? ""}`);
  const weights = Object.entries((weighted && group?.sums[weighted.name]) || {}).filter(([, amount]) => Number(amount) !== 0);
  const amounts = Object.entries((sum && group?.sums[sum]) || {}).filter(([, amount]) => Number(amount) !== 0);

  const isTarget = choice !== null && carrying.carried?.to.value === choice.value;
  const cards = useRef<HTMLDivElement>(null);
  const scrollTo = useCallback(({ top = 0 }: Place) => cards.current?.scrollTo({ top }), []);
  const takeDown = usePlace(meta.name, JSON.stringify(["board", field.name, value, query]), drawn.length, pages, scrollTo);
  const box = useRef<HTMLElement>(null);

  useEffect(() => {
    if (isTarget) box.current?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [isTarget]);

  return (
    <section
      ref={(element) => {
        setNodeRef(element);
        box.current = element;
      }}
      className={`board-column is-${choice?.kind || "open"}${isOver || isTarget ? " is-over" : ""}`}
      aria-label={choice?.label ?? t("board.none")}
    >
      <header>
        <div className="board-head">
          <b className="ellipsis" title={choice?.label}>
            {choice?.label ?? t("board.none")}
          </b>
          <span className="board-count">{(group?.count ?? ids.length).toLocaleString(i18n.language)}</span>
          <span className="grow" />
          {meta.rights.create && choice && (
            <Button
              size="small"
              type="text"
              icon={<PlusOutlined />}
              aria-label={t("list.new", { object: meta.label })}
              title={t("list.new", { object: meta.label })}
              onClick={() => openForm({ object: meta.name, values: { [field.name]: own } })}
            />
          )}
        </div>
        <div className="board-sum number muted" title={amounts.map(([currency, amount]) => showMoney(amount, currency, i18n.language)).join(" + ")}>
          {amounts.map(([currency, amount]) => showMoneyShort(amount, currency, i18n.language)).join(" + ")}
          {choice?.kind === "open" && weighted && weights.length > 0 && (
            <span className="board-weighted" title={`${weighted.label}: ${weights.map(([currency, amount]) => showMoney(amount, currency, i18n.language)).join(" + ")}`}>
              ≈ {weights.map(([currency, amount]) => showMoneyShort(amount, currency, i18n.language)).join(" + ")}
            </span>
          )}
        </div>
      </header>
      <div className="board-cards" ref={cards} onScroll={(event) => takeDown({ top: event.currentTarget.scrollTop })}>
        {pages.isPending ? (
          <Skeleton active title={false} paragraph={{ rows: 3 }} />
        ) : pages.isError && rows.length === 0 ? (
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        ) : rows.length === 0 ? (
          <div className="board-none muted">{t("board.empty")}</div>
        ) : (
          rows.map((row) => <BoardCard key={row.id} meta={meta} row={row} by={field.name} columns={columns} next={next && (next.get(row.id) ?? null)} since={since.get(row.id)} draggable={draggable && !moving.has(row.id)} carrying={carrying} />)
        )}
        {pages.hasNextPage && drawsAll && (
          <Button block size="small" type="text" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("board.more")}
          </Button>
        )}
      </div>
    </section>
  );
}
