/** The inbox: all notices of the person, with how each travelled. */
import { BellOutlined, CheckOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { noticePages, type NoticeState } from "./calls";
import { canAskDesktop, desktopState } from "./desktop";
import { KeptNote } from "./KeptNote";
import { NoticeRow } from "./NoticeRow";
import { SoundSwitch } from "./SoundSwitch";
import { useReading } from "./useReading";
import "./notices.css";

export function NoticesPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const state: NoticeState = search.get("state") === "unread" ? "unread" : "all";
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(noticePages(state));
  const { markRead, markAll, open } = useReading();
  const [desktop, setDesktop] = useState(desktopState);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const unread = data?.pages[0]?.unread ?? 0;
  return (
    <div className="page page-narrow">
      <PageHead title={t("notices.title")}>
        <SoundSwitch />
        {canAskDesktop() && desktop === "default" && (
          <Button icon={<BellOutlined />} onClick={() => void Notification.requestPermission().then(setDesktop)}>
            {t("notices.desktop")}
          </Button>
        )}
        <Button icon={<CheckOutlined />} disabled={unread === 0} onClick={() => void markAll()}>
          {t("notices.markAll")}
        </Button>
      </PageHead>
      <div className="page-filters">
        <Segmented<NoticeState>
          value={state}
          onChange={(next) => setSearch(next === "all" ? {} : { state: next }, { replace: true })}
          options={[
            { value: "all", label: t("notices.all") },
            { value: "unread", label: unread > 0 ? `${t("notices.unread")} ${unread}` : t("notices.unread") },
          ]}
        />
        <span className="grow" />
        <Link to="/deliveries">{t("notices.ledger.title")}</Link>
      </div>
      <KeptNote />
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : items.length === 0 ? (
        <EmptyState text={t(state === "unread" ? "notices.noneUnread" : "notices.none")} />
      ) : (
        <ul className="notices is-page">
          {items.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} whole onOpen={open} onRead={(each) => void markRead(each)} />
          ))}
        </ul>
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
