/** The inbox: the person's notices by groups, unread first, with how each travelled. */
import { BellOutlined, CheckOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useMe } from "../../api/session";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { onPushState, pushState } from "./browserPush";
import { GROUPS, noticePages } from "./calls";
import { GroupTabs, type Shown } from "./GroupTabs";
import { KeptNote } from "./KeptNote";
import { NoticeRow } from "./NoticeRow";
import { SoundSwitch } from "./SoundSwitch";
import { useReading } from "./useReading";
import "./notices.css";

export function NoticesPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("group");
  const shown: Shown = asked === "snoozed" ? asked : (GROUPS.find((each) => each === asked) ?? "all");
  const group = shown === "all" || shown === "snoozed" ? null : shown;
  const first = useInfiniteQuery(noticePages(shown === "snoozed" ? "snoozed" : "unread", group));
  const isRest = shown !== "snoozed" && !!first.data && !first.hasNextPage;
  const rest = useInfiniteQuery({ ...noticePages("read", group), enabled: isRest });
  const { markRead, markAll, snooze, wakeUp, open } = useReading();
  const push = useSyncExternalStore(onPushState, () => pushState(me.id));
  const counts = first.data?.pages[0];
  const unread = first.data?.pages.flatMap((page) => page.items) ?? [];
  const read = isRest ? (rest.data?.pages.flatMap((page) => page.items) ?? []) : [];
  const ofGroup = counts ? (group ? counts.groups[group] : counts.unread) : 0;
  const error = first.error ?? (isRest ? rest.error : null);
  const isComing = !first.data || (isRest && !rest.data);
  const more = first.hasNextPage ? first : rest;

  const list = (items: typeof unread) => (
    <ul className="notices is-page">
      {items.map((notice) => (
        <NoticeRow key={notice.id} notice={notice} whole onOpen={open} onRead={(each) => void markRead(each)} onSnooze={(each, until) => void snooze(each, until)} onWake={(each) => void wakeUp(each)} />
      ))}
    </ul>
  );
  return (
    <div className="page page-narrow">
      <PageHead title={t("notices.title")}>
        <SoundSwitch />
        {push === "off" && (
          <Button icon={<BellOutlined />} onClick={() => void navigate("/profile#browser")}>
            {t("notices.push.short")}
          </Button>
        )}
        <Button icon={<CheckOutlined />} disabled={ofGroup === 0} onClick={() => void markAll(group)}>
          {t(group ? "notices.markGroup" : "notices.markAll")}
        </Button>
      </PageHead>
      <div className="page-filters">
        <GroupTabs value={shown} counts={counts} withSnoozed onChange={(next) => setSearch(next === "all" ? {} : { group: next }, { replace: true })} />
        <span className="grow" />
        <Link to="/deliveries">{t("notices.ledger.title")}</Link>
      </div>
      <KeptNote />
      {isComing ? (
        error ? <ErrorState error={error} onRetry={() => void Promise.all([first.refetch(), isRest ? rest.refetch() : null])} /> : <Loading />
      ) : unread.length + read.length === 0 ? (
        <EmptyState text={t(shown === "snoozed" ? "notices.noneSnoozed" : group ? "notices.noneOfGroup" : "notices.none")} />
      ) : (
        <>
          {unread.length > 0 && shown !== "snoozed" && <h2 className="notices-part">{t("notices.unread")}</h2>}
          {unread.length > 0 && list(unread)}
          {read.length > 0 && <h2 className="notices-part">{t("notices.earlier")}</h2>}
          {read.length > 0 && list(read)}
        </>
      )}
      {more.hasNextPage && (
        <div className="page-more">
          <Button loading={more.isFetchingNextPage} onClick={() => void more.fetchNextPage()}>
            {t("notices.more")}
          </Button>
        </div>
      )}
    </div>
  );
}
