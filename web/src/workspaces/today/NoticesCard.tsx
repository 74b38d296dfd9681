/** The latest notices, unread ones marked. */
import { BellOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { fewNotices } from "../notices/calls";
import { NoticeRow } from "../notices/NoticeRow";
import { unreadFirst } from "../notices/order";
import { useReading } from "../notices/useReading";
import "../notices/notices.css";
import { Card } from "./Card";
import { Fault, Nothing, Waiting } from "./Rows";

const MOST = 5;

export function NoticesCard() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(fewNotices("all"));
  const unread = useQuery(fewNotices("unread")).data;
  const { markRead, open } = useReading();
  const shown = data && unreadFirst(unread?.items ?? [], data.items, MOST);
  return (
    <Card name="notices" icon={<BellOutlined />} title={t("today.notices.title")} count={data?.unread} calls to="/notices">
      {!shown ? (
        error ? <Fault error={error} onRetry={() => void refetch()} /> : <Waiting />
      ) : shown.length === 0 ? (
        <Nothing>{t("today.notices.none")}</Nothing>
      ) : (
        <ul className="notices">
          {shown.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} onOpen={open} onRead={(each) => void markRead(each)} />
          ))}
        </ul>
      )}
    </Card>
  );
}
