/** The ledger: what was told to whom on which channel, and what became of it. Administrators see all, others what they caused. */
import { ReloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { post } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { useMe } from "../../api/session";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { channelsQuery, ledgerPages, type LedgerEntry, type LedgerQuery } from "./calls";
import { DeliveryTag } from "./DeliveryTag";
import { KeptNote } from "./KeptNote";
import { LedgerFilters } from "./LedgerFilters";
import { Tries } from "./Tries";
import { useReading } from "./useReading";
import "./notices.css";

const AGAIN = new Set(["failed", "retrying", "queued", "kept"]);

export function LedgerPage() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { pathOf } = useReading();
  const [search, setSearch] = useSearchParams();
  const [busy, setBusy] = useState(0);
  const asked = { status: search.get("status"), channel: search.get("channel"), run: search.get("run"), kind: search.get("kind"), person: search.get("person"), object: search.get("object"), record: search.get("record") };
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isFetching } = useInfiniteQuery(ledgerPages(asked));
  const usable = useQuery(channelsQuery).data?.filter((each) => each.status !== "outbox" && each.channel !== "popup").map((each): string => each.channel) ?? [];
  const items = data?.pages.flatMap((page) => page.items) ?? [];

  const choose = (values: Partial<Record<keyof LedgerQuery, string | null>>) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(values)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    setSearch(next, { replace: true });
  };
  const retry = async (entry: LedgerEntry) => {
    setBusy(entry.id);
    try {
      await post(`/api/notices/deliveries/${entry.id}/retry`);
      void message.success(t("notices.ledger.retried"));
      await client.invalidateQueries({ queryKey: ["notices"] });
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
    }
    setBusy(0);
  };

  const columns: PlainColumn<LedgerEntry>[] = [
    {
      key: "notice",
      title: t("notices.ledger.notice"),
      heading: true,
      render: ({ notice }) => {
        const path = pathOf(notice);
        return path ? <Link to={path}>{notice.title}</Link> : notice.title;
      },
    },
    { key: "to", title: t("notices.ledger.to"), width: 170, render: (entry) => (
      <span>
        {entry.recipient ? (
          <button type="button" className="link-like" onClick={() => choose({ person: String(entry.recipient?.id) })}>
            {entry.recipient.title}
          </button>
        ) : (
          entry.address
        )}
        {entry.recipient && entry.channel !== "popup" && entry.address !== entry.recipient.title && <div className="muted small-text">{entry.address}</div>}
      </span>
    ) },
    { key: "channel", title: t("notices.ledger.channel"), width: 90, render: (entry) => t(`notices.channel.${entry.channel}`) },
    {
      key: "status",
      title: t("notices.ledger.status"),
      width: 260,
      render: (entry) => (
        <div>
          <DeliveryTag delivery={entry} /> {entry.read_at && <span className="muted small-text">{t("notices.ledger.read", { when: showRelative(entry.read_at) })}</span>}
          {entry.error && <div className="wrong pre-line">{entry.error}</div>}
          {entry.instead_of && <span className="muted small-text">{t("notices.ledger.instead", { channel: t(`notices.channel.${entry.instead_of}`) })}</span>}
          {entry.notice.settled_at && <span className="muted small-text">{t("notices.ledger.settled", { when: showRelative(entry.notice.settled_at) })}</span>}
          <Tries entry={entry} />
          {entry.next_attempt_at && entry.attempts > 0 && <div className="muted small-text">{t("notices.ledger.next", { when: showDateTime(entry.next_attempt_at) })}</div>}
        </div>
      ),
    },
    {
      key: "sender",
      title: t("notices.ledger.sender"),
      width: 130,
      render: ({ notice }) => (
        <span className="among-words">
          {notice.sender?.title}
          {notice.run && (
            <>
              {" "}
              <Link className="one-line" to={`/runs/${notice.run}`}>
                {t("notices.ledger.run")} {notice.run}
              </Link>
            </>
          )}
        </span>
      ),
    },
    { key: "when", title: t("notices.ledger.when"), width: 130, render: (entry) => <time className="one-line" title={showRelative(entry.created_at)}>{showDateTime(entry.sent_at ?? entry.created_at)}</time> },
    {
      key: "again",
      title: "",
      width: 100,
      align: "right",
      render: (entry) =>
        AGAIN.has(entry.status) && usable.includes(entry.channel) ? (
          <Button size="small" loading={busy === entry.id} onClick={() => void retry(entry)}>
            {t(entry.status === "failed" ? "notices.ledger.retry" : "notices.ledger.send")}
          </Button>
        ) : null,
    },
  ];

  return (
    <div className="page">
      <PageHead title={t("notices.ledger.title")} about={t(me.is_administrator ? "notices.ledger.aboutAll" : "notices.ledger.aboutOwn")}>
        <Button icon={<ReloadOutlined />} loading={isFetching && !isFetchingNextPage} onClick={() => void refetch()}>
          {t("list.refresh")}
        </Button>
      </PageHead>
      <LedgerFilters asked={asked} onChoose={choose} />
      <KeptNote />
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : items.length === 0 ? (
        <EmptyState text={t("notices.ledger.none")} />
      ) : (
        <PlainTable rows={items} columns={columns} rowKey={(entry) => entry.id} />
      )}
      {hasNextPage && (
        <div className="page-more">
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("notices.more")}
          </Button>
        </div>
      )}
    </div>
  );
}
