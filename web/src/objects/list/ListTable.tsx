/** The table: rows are drawn only while they are in sight and fetched page by page while scrolling. */
import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Spin } from "antd";
import { use, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { mayWrite, recordPath } from "../../api/objects";
import { recordPages, recordSummary, type ListQuery } from "../../api/records";
import type { FieldMeta, ObjectMeta } from "../../api/types";
import { showMoney } from "../../lib/numbers";
import { lastOpened, type Place } from "../../lib/places";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { useSize } from "../../ui/useSize";
import { FieldShow } from "../fields/FieldShow";
import { InlineField } from "../fields/InlineField";
import { kindOf } from "../fields/kinds";
import { FormContext } from "../form/FormContext";
import { useSave } from "../form/useSave";
import { onCellKey } from "./cellKeys";
import { storedWidths, storeWidth } from "./columnWidths";
import { GroupCell } from "./GroupCell";
import { HEAD_HEIGHT, ListGrid, TICK_WIDTH, type GridColumn, type GridPlace } from "./ListGrid";
import type { Selection } from "./selection";
import { useGroups, type Line } from "./useGroups";
import type { ListTools } from "./useList";
import { usePlace } from "./usePlace";

interface Props {
  meta: ObjectMeta;
  list: ListTools;
  query: ListQuery;
  selection: Selection;
  onSelect: (selection: Selection) => void;
}

const ROW_HEIGHT = { normal: 39, compact: 29 };
/** Groups remember by themselves what was open. */
const NO_PAGES = { hasNextPage: false, isFetching: false, fetchNextPage: () => Promise.resolve() };

/** The width of each column: what the person gave it, else what its kind and heading need; the title takes most of what is left over. */
function shareOut(meta: ObjectMeta, fields: readonly FieldMeta[], stored: Record<string, number>, room: number): { widths: Record<string, number>; total: number } {
  const headWidth = (label: string) => Math.min(190, label.length * (/[^\x20-\x7e]/.test(label) ? 14 : 7.5) + 44);
  const wanted = (field: FieldMeta) => stored[field.name] ?? (field.name === meta.title_field ? 200 : Math.max(kindOf(field).width ?? 120, headWidth(field.label)));
  const total = fields.reduce((sum, field) => sum + wanted(field), 0);
  const spare = Math.max(0, room - TICK_WIDTH - total - 12);
  const title = fields.find((field) => field.name === meta.title_field) ?? fields[0];
  const share = (field: FieldMeta) => (field === title ? Math.min(spare, 160) : Math.max(0, spare - 160) / Math.max(1, fields.length - 1));
  return { total, widths: Object.fromEntries(fields.map((field) => [field.name, Math.round(wanted(field) + share(field))])) };
}

export function ListTable({ meta, list, query, selection, onSelect }: Props) {
  const { t, i18n } = useTranslation();
  const { openForm } = use(FormContext);
  const { update } = useSave(meta);
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const [widths, setWidths] = useState(() => storedWidths(meta.name));
  const by = list.effective.group;
  const pages = useInfiniteQuery({ ...recordPages(meta, query), enabled: !by, placeholderData: keepPreviousData });
  const fields = useMemo(() => list.effective.columns.flatMap((name) => meta.fields.find((field) => field.name === name) ?? []), [list.effective.columns, meta]);
  const summed = useMemo(() => fields.filter((field) => kindOf(field).summable), [fields]);
  const sums = summed.map((field) => field.name);
  const whole = useQuery({ ...recordSummary(meta, { filter: query.filter ?? null, search: query.search ?? null, sum: sums.join(",") || null }), enabled: !by && pages.isSuccess && !pages.isPlaceholderData, placeholderData: keepPreviousData });
  const groups = useGroups(meta, query, by, sums);
  const loaded = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const rows: Line[] = by ? groups.lines : loaded;
  const summary = by ? groups.summary : whole.data;
  const isPending = by ? groups.isPending : pages.isPending;
  const error = by ? groups.error : pages.error;
  const byField = meta.fields.find((field) => field.name === by);

  const table = useRef<GridPlace>(null);
  const scrollTo = useCallback(({ top = 0 }: Place) => table.current?.scrollTo(top), []);
  const placeKey = JSON.stringify(["table", query, by]);
  const takeDown = usePlace(meta.name, placeKey, size.height > 0 ? rows.length : 0, by ? NO_PAGES : pages, scrollTo);
  const [opened] = useState(() => lastOpened(meta.name));

  const shares = shareOut(meta, fields, widths, size.width);
  const total = TICK_WIDTH + shares.total;
  const key = JSON.stringify(shares.widths);
  const preview = t("list.preview");

  // Kept as long as nothing of it changes, so that a page more in the list does not draw all cells anew.
  const columns = useMemo(() => {
    const titleShown = fields.some((field) => field.name === meta.title_field);
    const given = JSON.parse(key) as Record<string, number>;
    return fields.map((field, at): GridColumn => {
      const kind = kindOf(field);
      const isTitle = field.name === meta.title_field || (!titleShown && at === 0);
      const render = (row: Line) => {
        if (isTitle) {
          return (
            <span className="row-name">
              <Link to={recordPath(meta, row.id)} className="ellipsis row-title" title={row.title} data-card={`${meta.name}:${row.id}`}>
                {(field.name === meta.title_field && field.type === "text" && row.title) || kind.text(row[field.name], field, row) || `#${row.id}`}
              </Link>
              <button type="button" className="row-eye" tabIndex={-1} data-preview={`${meta.name}:${row.id}`} title={preview} aria-label={preview} />
            </span>
          );
        }
        if (!field.inline || kind.formOnly || !mayWrite(meta, field)) return <FieldShow dense field={field} value={row[field.name]} record={row} />;
        return <InlineField dense field={field} record={row} save={(value, base) => update(base, { [field.name]: value }, t("list.saved_cell", { title: row.title, field: field.label }))} />;
      };
      return { name: field.name, label: field.label, width: given[field.name] ?? 120, fixed: isTitle, right: kind.align === "right", sortable: field.sortable, render };
    });
  }, [fields, key, meta, preview, t, update]);
  const renderLine = useCallback((row: Line) => row.line && <GroupCell line={row.line} by={byField} summed={summed} />, [byField, summed]);
  const resize = (name: string, width: number) => {
    setWidths((now) => ({ ...now, [name]: width }));
    storeWidth(meta.name, name, width);
  };

  const rowHeight = ROW_HEIGHT[list.effective.density === "compact" ? "compact" : "normal"];
  const room = Math.max(120, size.height - HEAD_HEIGHT);
  const onScroll = (top: number) => {
    takeDown({ top });
    if (!by && rows.length * rowHeight - top - room < 800 && pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  };

  const count = summary?.count;
  const records = rows.filter((row) => !row.line);
  const ticked = useMemo(() => new Set(selection.everything ? rows.flatMap((row) => (row.line ? [] : [row.id])) : selection.ids), [rows, selection]);
  const tick = (ids: readonly number[]) => onSelect({ ids, everything: false });
  const tickOne = (id: number) => tick(ticked.has(id) ? [...ticked].filter((each) => each !== id) : [...ticked, id]);
  const filtered = !!query.filter || !!query.search;
  return (
    <>
      <div ref={box} className={`list-box is-${list.effective.density}${(by ? groups.isPlaceholder : pages.isPlaceholderData) ? " is-waiting" : ""}`} data-inline-region onKeyDown={(event) => onCellKey(event, tickOne)}>
        {isPending ? (
          <Loading rows={14} />
        ) : error && rows.length === 0 ? (
          <ErrorState error={error} onRetry={by ? groups.retry : () => void pages.refetch()} />
        ) : by && rows.length === 0 && summary?.more ? (
          <EmptyState text={t("list.groupMany")} action={<Button onClick={() => list.change({ group: "" })}>{t("list.noGroup")}</Button>} />
        ) : rows.length === 0 ? (
          <EmptyState
            text={t(filtered ? "list.emptyFilter" : "list.empty", { objects: meta.label_plural })}
            action={
              filtered ? (
                <Button onClick={() => list.change({ filter: null, search: "" })}>{t("list.clearFilter")}</Button>
              ) : meta.rights.create ? (
                <Button type="primary" icon={<PlusOutlined />} onClick={() => openForm({ object: meta.name })}>
                  {t("list.new", { object: meta.label })}
                </Button>
              ) : null
            }
          />
        ) : (
          size.height > 0 && (
            <ListGrid
              ref={table}
              label={meta.label_plural}
              columns={columns}
              rows={rows}
              total={count}
              width={Math.max(total, size.width - 12)}
              height={room}
              rowHeight={rowHeight}
              sort={query.sort ?? null}
              onSort={(sort) => list.change({ sort })}
              onResize={resize}
              ticked={ticked}
              onTick={tick}
              renderLine={renderLine}
              opened={opened}
              onScroll={onScroll}
            />
          )
        )}
      </div>
      <footer className="list-foot">
        <span>{count === undefined ? "" : count === null ? t("list.many") : records.length < count && !by ? t("list.loaded", { loaded: records.length, count }) : t("list.count", { count })}</span>
        {by && summary?.more && rows.length > 0 && <span className="muted">{t("list.groupMore")}</span>}
        {pages.isFetchingNextPage && <Spin size="small" />}
        <span className="grow" />
        {sums.map((name) => {
          const amounts = Object.entries(summary?.sums[name] ?? {});
          const label = fields.find((field) => field.name === name)?.label;
          if (amounts.length === 0) return null;
          return (
            <span key={name}>
              <span className="muted">
                {label} {t("list.sum")}
              </span>{" "}
              <b className="number">{amounts.map(([currency, amount]) => showMoney(amount, currency, i18n.language)).join(" + ")}</b>
            </span>
          );
        })}
      </footer>
    </>
  );
}
