/** One notice in the bell or the inbox. */
import { CheckOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { Notice } from "../../api/types";
import { slot } from "../../objects/slots";
import { showDateTime, showRelative } from "../../lib/time";
import { DeliveryTag } from "./DeliveryTag";
import { MatterActions } from "./MatterActions";
import { SnoozeButton } from "./SnoozeButton";

const FalseAlarm = lazily(() => import("./FalseAlarm").then((module) => ({ default: module.FalseAlarm })));

interface Props {
  notice: Notice;
  onOpen: (notice: Notice) => void;
  onRead: (notice: Notice) => void;
  onSnooze?: (notice: Notice, until: string) => void;
  onWake?: (notice: Notice) => void;
  /** With the whole text and how it travelled. */
  whole?: boolean;
}

export function NoticeRow({ notice, onOpen, onRead, onSnooze, onWake, whole = false }: Props) {
  const { t } = useTranslation();
  return (
    <li className={`notice${notice.read_at ? "" : " is-unread"}${notice.urgent ? " is-urgent" : ""}`}>
      <button type="button" className="notice-body" onClick={() => onOpen(notice)}>
        <span className="notice-line">
          <span className="notice-title">{notice.title}</span>
          {notice.urgent && <Tag color="error">{t("notices.urgent")}</Tag>}
        </span>
        {notice.body && <span className={whole ? "notice-text pre-line" : "notice-text is-short"}>{notice.body}</span>}
        <span className="notice-foot muted">
          <time dateTime={notice.created_at} title={showDateTime(notice.created_at)}>
            {showRelative(notice.created_at)}
          </time>
          {notice.sender && <span>{t("notices.from", { name: notice.sender.title })}</span>}
        </span>
      </button>
      <MatterActions notice={notice} className="notice-acts" />
      {slot("noticeReasons")
        .filter(({ key }) => key === notice.reason.kind.split(".")[0])
        .map(({ key, Part }) => (
          <Suspense key={key} fallback={null}>
            <Part notice={notice} />
          </Suspense>
        ))}
      {notice.may_be_false && (
        <Suspense fallback={null}>
          <FalseAlarm notice={notice} />
        </Suspense>
      )}
      {whole && notice.deliveries.length > 0 && (
        <div className="notice-deliveries">
          {notice.deliveries.map((delivery) => (
            <DeliveryTag key={`${delivery.channel}.${delivery.round}`} delivery={delivery} named />
          ))}
        </div>
      )}
      {notice.snoozed_until && (
        <div className="notice-acts">
          <span className="muted">{t("notices.snoozedUntil", { when: showDateTime(notice.snoozed_until) })}</span>
          {onWake && (
            <Button size="small" onClick={() => onWake(notice)}>
              {t("notices.wake")}
            </Button>
          )}
        </div>
      )}
      <span className="notice-read">
        {onSnooze && !notice.snoozed_until && <SnoozeButton notice={notice} onSnooze={onSnooze} />}
        {!notice.read_at && <Button type="text" size="small" icon={<CheckOutlined />} title={t("notices.markRead")} aria-label={`${t("notices.markRead")}: ${notice.title}`} onClick={() => onRead(notice)} />}
      </span>
    </li>
  );
}
