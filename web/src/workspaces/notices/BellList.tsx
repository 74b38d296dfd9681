/** What the bell shows when opened: by groups, unread first. */
import { CheckOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { fewNotices, GROUPS } from "./calls";
import { GroupTabs, type Shown } from "./GroupTabs";
import { KeptNote } from "./KeptNote";
import { NoticeRow } from "./NoticeRow";
import { unreadFirst } from "./order";
import { SoundSwitch } from "./SoundSwitch";
import { useReading } from "./useReading";

const MOST = 15;

export function BellList({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Shown>("all");
  const group = GROUPS.find((each) => each === chosen) ?? null;
  const unread = useQuery({ ...fewNotices("unread", group), refetchOnMount: "always", placeholderData: keepPreviousData });
  const all = useQuery({ ...fewNotices("all", group), refetchOnMount: "always", placeholderData: keepPreviousData });
  const { markRead, markAll, snooze, open } = useReading();
  const error = unread.error ?? all.error;
  const counts = unread.data;
  const ofGroup = group ? counts?.groups[group] : counts?.unread;
  const shown = unread.data && all.data && unreadFirst(unread.data.items, all.data.items, MOST);
  return (
    <div
      className="bell-list"
      role="dialog"
      aria-label={t("notices.title")}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div className="bell-head">
        <b>{t("notices.title")}</b>
        <span className="grow" />
        <SoundSwitch />
        <Button size="small" type="text" icon={<CheckOutlined />} disabled={!ofGroup} onClick={() => void markAll(group)}>
          {t(group ? "notices.markGroup" : "notices.markAll")}
        </Button>
      </div>
      <GroupTabs small value={chosen} counts={counts} onChange={setChosen} />
      {shown ? (
        shown.length === 0 ? (
          <EmptyState text={t(group ? "notices.noneOfGroup" : "notices.none")} />
        ) : (
          <ul className="notices">
            {shown.map((notice) => (
              <NoticeRow
                key={notice.id}
                notice={notice}
                onRead={(each) => void markRead(each)}
                onSnooze={(each, until) => void snooze(each, until)}
                onOpen={(each) => {
                  onClose();
                  open(each);
                }}
              />
            ))}
          </ul>
        )
      ) : error ? (
        <ErrorState error={error} onRetry={() => void Promise.all([unread.refetch(), all.refetch()])} />
      ) : (
        <Loading rows={4} />
      )}
      <KeptNote onGo={onClose} />
      <div className="bell-foot">
        <Link to="/notices" onClick={onClose}>
          {t("notices.inbox")}
        </Link>
        <span className="grow" />
        <Link to="/deliveries" onClick={onClose}>
          {t("notices.ledger.title")}
        </Link>
      </div>
    </div>
  );
}
