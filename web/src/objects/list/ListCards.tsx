/** The list on a phone: one card for each record. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath } from "../../api/objects";
import { recordPages, recordSummary, type ListQuery } from "../../api/records";
import type { ObjectMeta } from "../../api/types";
import { lastOpened, type Place } from "../../lib/places";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { FieldShow } from "../fields/FieldShow";
import { isBlank } from "../fields/kind";
import type { ListTools } from "./useList";
import { usePlace } from "./usePlace";

export function ListCards({ meta, list, query }: { meta: ObjectMeta; list: ListTools; query: ListQuery }) {
  const { t } = useTranslation();
  const pages = useInfiniteQuery(recordPages(meta, { ...query, limit: 30 }));
  const summary = useQuery(recordSummary(meta, { filter: query.filter ?? null, search: query.search ?? null }));
  const fields = list.effective.columns.filter((name) => name !== meta.title_field).flatMap((name) => meta.fields.find((field) => field.name === name) ?? []);
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const box = useRef<HTMLDivElement>(null);
  const scrollTo = useCallback(({ top = 0 }: Place) => box.current?.scrollTo({ top }), []);
  const takeDown = usePlace(meta.name, JSON.stringify(["cards", query]), rows.length, pages, scrollTo);
  const [opened] = useState(() => lastOpened(meta.name));
  if (pages.isPending) return <Loading rows={10} />;
  if (pages.isError && rows.length === 0) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />;
  if (rows.length === 0) return <EmptyState text={t(query.filter || query.search ? "list.emptyFilter" : "list.empty", { objects: meta.label_plural })} />;
  return (
    <div className="cards" ref={box} onScroll={(event) => takeDown({ top: event.currentTarget.scrollTop })}>
      {summary.data && <div className="muted cards-count">{t("list.count", { count: summary.data.count })}</div>}
      {rows.map((row) => (
        <article key={row.id} className={row.id === opened ? "card is-opened" : "card"}>
          <Link to={recordPath(meta, row.id)} className="card-title">
            {row.title || `#${row.id}`}
          </Link>
          <dl>
            {fields.filter((field) => !isBlank(row[field.name])).slice(0, 5).map((field) => (
              <div key={field.name}>
                <dt>{field.label}</dt>
                <dd>
                  <FieldShow dense field={field} value={row[field.name]} record={row} />
                </dd>
              </div>
            ))}
          </dl>
        </article>
      ))}
      {pages.hasNextPage && (
        <Button block loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("list.loadMore")}
        </Button>
      )}
    </div>
  );
}
