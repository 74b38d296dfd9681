/** One thing that happened: who, when, what. */
import { BellOutlined, CalendarOutlined, CheckSquareOutlined, FileTextOutlined, HistoryOutlined, MailOutlined, PhoneOutlined, PushpinFilled, PushpinOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fieldOf, mayWrite, recordPath, useObject } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import type { EventChange, ObjectMeta, RecordEvent, Row, TimelineItem } from "../../api/types";
import { showDateTime, showRelative } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { kindOf } from "../fields/kinds";
import { useSave } from "../form/useSave";
import { ObjectIcon } from "../ObjectIcon";

const icons: Record<string, ReactNode> = {
  event: <HistoryOutlined />,
  note: <FileTextOutlined />,
  call: <PhoneOutlined />,
  meeting: <CalendarOutlined />,
  task: <CheckSquareOutlined />,
  email: <MailOutlined />,
  notice: <BellOutlined />,
};
const LONG = 400;

const FEW = 4;

export function TimelineEntry({ item, meta }: { item: TimelineItem; meta: ObjectMeta }) {
  const { t } = useTranslation();
  // The object of a kind is the one with that name; mails are kept as "email_message".
  const target = useObject(item.record ? (item.kind === "email" ? "email_message" : item.kind) : null);
  const about = useObject(item.about?.object);
  const [whole, setWhole] = useState(false);
  const actor = item.actor ?? item.event?.actor ?? null;
  const title = item.title || item.event?.label || t(`timeline.${item.kind}`, { defaultValue: item.kind });
  const text = item.event ? "" : item.text;
  const isLong = text.length > LONG;
  return (
    <li className={`entry is-${item.kind}`}>
      <span className="entry-icon">{icons[item.kind] ?? (target ? <ObjectIcon meta={target} /> : <HistoryOutlined />)}</span>
      <div className="entry-body">
        <div className="entry-line">
          <span className="entry-said">
            {actor && <b className="entry-who">{actorName(actor, t)}</b>}
            {item.record && target ? <Link to={recordPath(target, item.record.id)}>{item.kind === "note" ? target.label : title}</Link> : title}
          </span>
          <span className="grow" />
          {item.about && about && (
            <Link to={recordPath(about, item.about.id)} className="entry-about muted ellipsis" title={`${about.label} ${item.about.title}`}>
              <ObjectIcon meta={about} /> {item.about.title}
            </Link>
          )}
          {target && item.record && "pinned" in item.record && <Pin meta={target} record={item.record} />}
          <time className="muted" dateTime={item.at} title={showDateTime(item.at)}>
            {showRelative(item.at)}
          </time>
        </div>
        {text && (
          <div className="entry-text pre-line">
            <Mentioning text={isLong && !whole ? `${text.slice(0, LONG)}…` : text} />
          </div>
        )}
        {isLong && (
          <button type="button" className="tab" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {t(whole ? "timeline.less" : "timeline.whole")}
          </button>
        )}
        {item.event && <Changes changes={item.event.changes} meta={about ?? meta} />}
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

/** A pinned note stays on top of the timeline. */
function Pin({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { update } = useSave(meta);
  const [busy, setBusy] = useState(false);
  const field = fieldOf(meta, "pinned");
  const pinned = record["pinned"] === true;
  if (!field || !mayWrite(meta, field)) return pinned ? <PushpinFilled className="entry-pin" title={t("timeline.pinned")} /> : null;
  const toggle = async () => {
    setBusy(true);
    try {
      await update(record, { pinned: !pinned }, t(pinned ? "timeline.unpinned" : "timeline.pinnedNow"));
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  const label = t(pinned ? "timeline.unpin" : "timeline.pin");
  return (
    <Button size="small" type="text" loading={busy} aria-pressed={pinned} title={label} aria-label={label} className={pinned ? "entry-pin" : "entry-pin is-off"} icon={pinned ? <PushpinFilled /> : <PushpinOutlined />} onClick={() => void toggle()} />
  );
}

/** The text, with the names of mentioned colleagues set off. */
function Mentioning({ text }: { text: string }) {
  return text.split(/(@[\p{L}\p{N}_·-]+)/u).map((part, at) => (part.startsWith("@") ? <b key={at} className="entry-mention">{part}</b> : part));
}
