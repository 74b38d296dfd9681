/** One thing that happened: who, when, what. */
import { BellOutlined, CalendarOutlined, CheckSquareOutlined, FileTextOutlined, HistoryOutlined, MailOutlined, PhoneOutlined, PushpinFilled } from "@ant-design/icons";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fieldOf, recordPath, useObject } from "../../api/objects";
import type { EventChange, ObjectMeta, RecordEvent, TimelineItem, TimelineKind } from "../../api/types";
import { showDateTime, showRelative } from "../../lib/time";
import { kindOf } from "../fields/kinds";

const icons: Record<TimelineKind, ReactNode> = {
  event: <HistoryOutlined />,
  note: <FileTextOutlined />,
  call: <PhoneOutlined />,
  meeting: <CalendarOutlined />,
  task: <CheckSquareOutlined />,
  email: <MailOutlined />,
  notice: <BellOutlined />,
};

const FEW = 4;

export function TimelineEntry({ item, meta }: { item: TimelineItem; meta: ObjectMeta }) {
  const { t } = useTranslation();
  const target = useObject(item.record ? item.kind : null);
  const actor = item.actor ?? item.event?.actor ?? null;
  const title = item.title || item.event?.label || t(`timeline.${item.kind}`);
  return (
    <li className={`entry is-${item.kind}`}>
      <span className="entry-icon">{icons[item.kind]}</span>
      <div className="entry-body">
        <div className="entry-line">
          <span className="entry-said">
            {actor && <b className="entry-who">{actorName(actor, t)}</b>}
            {item.record && target ? <Link to={recordPath(target, item.record.id)}>{item.kind === "note" ? target.label : title}</Link> : title}
          </span>
          <span className="grow" />
          {item.record?.["pinned"] === true && <PushpinFilled className="entry-pin" title={t("timeline.pinned")} />}
          <time className="muted" dateTime={item.at} title={showDateTime(item.at)}>
            {showRelative(item.at)}
          </time>
        </div>
        {item.text && !item.event && <div className="entry-text pre-line">{item.text}</div>}
        {item.event && <Changes changes={item.event.changes} meta={meta} />}
      </div>
    </li>
  );
}

function actorName(actor: NonNullable<RecordEvent["actor"]>, t: (key: string) => string): string {
  if (actor.kind === "user") return actor.title;
  const kind = t(`timeline.${actor.kind}`);
  return actor.title ? `${kind} · ${actor.title}` : kind;
}

function Changes({ changes, meta }: { changes: EventChange[]; meta: ObjectMeta }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  if (changes.length === 0) return null;
  const shown = all ? changes : changes.slice(0, FEW);
  const words = (change: EventChange, side: "old" | "new") => {
    const ready = side === "old" ? change.old_text : change.new_text;
    const field = fieldOf(meta, change.field);
    return ready || (field ? kindOf(field).text(change[side], field) : "");
  };
  return (
    <ul className="changes">
      {shown.map((change) => (
        <li key={change.field}>
          <span className="muted">{change.label}</span> {words(change, "old") && <del title={t("timeline.was")}>{words(change, "old")}</del>}
          <span className="muted"> → </span>
          <span>{words(change, "new") || t("field.empty")}</span>
        </li>
      ))}
      {changes.length > shown.length && (
        <li>
          <button type="button" className="tab" onClick={() => setAll(true)}>
            {t("timeline.and", { count: changes.length - FEW })}
          </button>
        </li>
      )}
    </ul>
  );
}
