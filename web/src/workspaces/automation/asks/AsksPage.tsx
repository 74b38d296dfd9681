/** What waits for the person: a list on the left, what is asked on the right; on a phone one after the other. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Segmented, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { showDateTime, showRelative } from "../../../lib/time";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { useNarrow } from "../../../ui/useNarrow";
import { useTitle } from "../../../ui/useTitle";
import { AnswerForm } from "./AnswerForm";
import { askQuery, asksPages } from "./calls";
import "./askTexts";
import "./asks.css";

export function AsksPage() {
  const { t } = useTranslation();
  useTitle(t("automation.asks.title"));
  const narrow = useNarrow();
  const navigate = useNavigate();
  const { id } = useParams();
  const [search, setSearch] = useSearchParams();
  const status = search.get("status") ?? "open";
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(asksPages(status));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = id ? Number(id) : narrow ? null : (items[0]?.id ?? null);
  const one = useQuery({ ...askQuery(chosen ?? 0), enabled: chosen !== null });
  const ask = one.data ?? items.find((each) => each.id === chosen);
  const query = search.toString() ? `?${search.toString()}` : "";
  const next = () => {
    const rest = items.filter((each) => each.id !== chosen);
    void navigate(narrow || !rest[0] ? `/asks${query}` : `/asks/${rest[0].id}${query}`);
  };
  return (
    <div className="asks-page">
      {(!narrow || chosen === null) && (
        <section className="asks-list" aria-label={t("automation.asks.title")}>
          <header className="asks-head">
            <h1 className="page-title">{t("automation.asks.title")}</h1>
            <Segmented size="small" value={status} onChange={(value) => setSearch(value === "open" ? {} : { status: value }, { replace: true })} options={["open", "answered", "all"].map((each) => ({ value: each, label: t(`automation.asks.${each}`) }))} />
          </header>
          {!data ? (
            error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
          ) : items.length === 0 ? (
            <EmptyState text={t(status === "open" ? "automation.asks.none" : "automation.asks.noneOf")} />
          ) : (
            <ul className="asks-items">
              {items.map((each) => (
                <li key={each.id}>
                  <button type="button" className={each.id === chosen ? "asks-item is-chosen" : "asks-item"} aria-current={each.id === chosen} onClick={() => void navigate(`/asks/${each.id}${query}`)}>
                    <span className="asks-line">
                      <b className="ellipsis">{each.title || each.workflow.title}</b>
                      <time className="muted" title={showDateTime(each.created_at)}>
                        {showRelative(each.created_at)}
                      </time>
                    </span>
                    <span className="asks-line muted">
                      <span className="ellipsis">{each.record?.title ?? each.workflow.title}</span>
                      {each.status !== "open" ? <Tag>{t(each.outcome ? `automation.asks.given.${each.outcome}` : `automation.asks.status.${each.status}`)}</Tag> : each.due_at && <span className={Date.parse(each.due_at) < Date.parse(new Date().toISOString()) ? "wrong" : ""}>{t("automation.asks.due", { when: showDateTime(each.due_at) })}</span>}
                    </span>
                  </button>
                </li>
              ))}
              {hasNextPage && (
                <li className="page-more">
                  <Button onClick={() => void fetchNextPage()}>{t("list.loadMore")}</Button>
                </li>
              )}
            </ul>
          )}
        </section>
      )}
      {(!narrow || chosen !== null) && (
        <section className="asks-detail">
          {narrow && <Button type="text" icon={<ArrowLeftOutlined />} onClick={() => void navigate(`/asks${query}`)}>{t("common.back")}</Button>}
          {ask ? <AnswerForm key={`${ask.id} ${ask.status}`} ask={ask} onDone={status === "open" ? next : () => undefined} /> : one.error && chosen !== null ? <ErrorState error={one.error} onRetry={() => void one.refetch()} /> : chosen !== null ? <Loading /> : items.length > 0 && <EmptyState text={t("automation.asks.choose")} />}
        </section>
      )}
    </div>
  );
}
