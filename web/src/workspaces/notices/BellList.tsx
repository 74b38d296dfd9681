/** What the bell shows when opened: unread first. */
import { CheckOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { fewNotices } from "./calls";
import { KeptNote } from "./KeptNote";
import { NoticeRow } from "./NoticeRow";
import { unreadFirst } from "./order";
import { SoundSwitch } from "./SoundSwitch";
import { useReading } from "./useReading";

const MOST = 15;

export function BellList({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const unread = useQuery({ ...fewNotices("unread"), refetchOnMount: "always" });
  const all = useQuery({ ...fewNotices("all"), refetchOnMount: "always" });
  const { markRead, markAll, snooze, open } = useReading();
  const error = unread.error ?? all.error;
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
        <Button size="small" type="text" icon={<CheckOutlined />} disabled={!unread.data?.unread} onClick={() => void markAll()}>
          {t("notices.markAll")}
        </Button>
      </div>
      {shown ? (
        shown.length === 0 ? (
          <EmptyState text={t("notices.none")} />
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
