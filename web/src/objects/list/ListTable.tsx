/** The table: rows are drawn only while they are in sight and fetched page by page while scrolling. */
import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Spin, Table, type TableColumnType, type TableRef } from "antd";
import { use, useCallback, useMemo, useRef, useState, type UIEvent } from "react";
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
import { ColumnHead } from "./ColumnHead";
import { storedWidths, storeWidth } from "./columnWidths";
import { GroupCell } from "./GroupCell";
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

const TICK_WIDTH = 36;
const HEAD_HEIGHT = 33;
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
  const whole = useQuery({ ...recordSummary(meta, { filter: query.filter ?? null, search: query.search ?? null, sum: sums.join(",") || null }), enabled: !by, placeholderData: keepPreviousData });
  const groups = useGroups(meta, query, by, sums);
  const loaded = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const rows: Line[] = by ? groups.lines : loaded;
  const summary = by ? groups.summary : whole.data;
  const isPending = by ? groups.isPending : pages.isPending;
  const error = by ? groups.error : pages.error;
  const byField = meta.fields.find((field) => field.name === by);

  const table = useRef<TableRef>(null);
  const scrollTo = useCallback(({ top = 0 }: Place) => table.current?.scrollTo({ top }), []);
  const placeKey = JSON.stringify(["table", query, by]);
  const takeDown = usePlace(meta.name, placeKey, size.height > 0 ? rows.length : 0, by ? NO_PAGES : pages, scrollTo);
  const [opened] = useState(() => lastOpened(meta.name));

  const shares = shareOut(meta, fields, widths, size.width);
  const total = TICK_WIDTH + shares.total;
  const key = JSON.stringify(shares.widths);
  const sort = query.sort ?? null;

  // Kept as long as nothing of it changes, so that a page more in the list does not draw all cells anew.
  const columns = useMemo(() => {
    const titleShown = fields.some((field) => field.name === meta.title_field);
    const sorted = sort?.replace("-", "");
    const given = JSON.parse(key) as Record<string, number>;
    return fields.map((field, at): TableColumnType<Line> => {
      const kind = kindOf(field);
      const isTitle = field.name === meta.title_field || (!titleShown && at === 0);
      const width = given[field.name] ?? 120;
      return {
        key: field.name,
        dataIndex: field.name,
        title: (
          <ColumnHead
            label={field.label}
            width={width}
            onResize={(next) => {
              setWidths((now) => ({ ...now, [field.name]: next }));
              storeWidth(meta.name, field.name, next);
            }}
          />
        ),
        width,
        ...(isTitle ? { fixed: "start" as const } : {}),
        ...(kind.align ? { align: kind.align } : {}),
        sorter: field.sortable,
        sortOrder: sorted === field.name ? (sort?.startsWith("-") ? "descend" : "ascend") : null,
        showSorterTooltip: false,
        onCell: (row: Line) => (row.line ? { colSpan: at === 0 ? fields.length : 0 } : {}),
        render: (_value: unknown, row: Line) => {
          if (row.line) return at === 0 ? <GroupCell line={row.line} by={byField} summed={summed} /> : null;
          if (isTitle) {
            return (
              <span className="row-name">
                <Link to={recordPath(meta, row.id)} className="ellipsis row-title" title={row.title} data-card={`${meta.name}:${row.id}`}>
                  {(field.name === meta.title_field && field.type === "text" && row.title) || kind.text(row[field.name], field, row) || `#${row.id}`}
                </Link>
                <button type="button" className="row-eye" tabIndex={-1} data-preview={`${meta.name}:${row.id}`} title={t("list.preview")} aria-label={t("list.preview")} />
              </span>
            );
          }
          if (!field.inline || kind.formOnly || !mayWrite(meta, field)) return <FieldShow dense field={field} value={row[field.name]} record={row} />;
          return <InlineField key={row.id} dense field={field} record={row} save={(value, base) => update(base, { [field.name]: value }, t("list.saved_cell", { title: row.title, field: field.label }))} />;
        },
      };
    });
  }, [byField, fields, key, meta, sort, summed, t, update]);

  const onScroll = (event: UIEvent<HTMLDivElement>) => {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
    takeDown({ top: scrollTop });
    if (!by && scrollHeight - scrollTop - clientHeight < 800 && pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  };

  const count = summary?.count;
  const records = rows.filter((row) => !row.line);
  const tick = (id: number) => onSelect({ ids: selection.ids.includes(id) ? selection.ids.filter((each) => each !== id) : [...selection.ids, id], everything: false });
  const filtered = !!query.filter || !!query.search;
  return (
    <>
      <div ref={box} className={`list-box is-${list.effective.density}${(by ? groups.isPlaceholder : pages.isPlaceholderData) ? " is-waiting" : ""}`} data-inline-region onKeyDown={(event) => onCellKey(event, tick)}>
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
            <Table<Line>
              virtual
              size="small"
              bordered={false}
              ref={table}
              rowKey="id"
              rowClassName={(row) => (row.id === opened ? "is-opened" : "")}
              columns={columns}
              dataSource={rows}
              pagination={false}
              scroll={{ x: Math.max(total, size.width - 12), y: Math.max(120, size.height - HEAD_HEIGHT) }}
              onScroll={onScroll}
              rowSelection={{
                columnWidth: TICK_WIDTH,
                fixed: true,
                preserveSelectedRowKeys: true,
                selectedRowKeys: selection.everything ? records.map((row) => row.id) : [...selection.ids],
                getCheckboxProps: (row) => (row.line ? { disabled: true } : {}),
                renderCell: (_checked, row, _index, node) => (row.line ? null : node),
                onChange: (keys) => onSelect({ ids: keys.map(Number).filter((id) => id > 0), everything: false }),
              }}
              onChange={(_pagination, _filters, sorter) => {
                const one = Array.isArray(sorter) ? sorter[0] : sorter;
                list.change({ sort: one?.order ? `${one.order === "descend" ? "-" : ""}${String(one.columnKey)}` : null });
              }}
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
