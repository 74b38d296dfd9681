/** One time of a reminder: what, about whom, since when, how often told, and what one can say to it. */
import { AlertOutlined, BellOutlined, CheckCircleOutlined, DownOutlined, RetweetOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, Tag } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { inZone, showDateTime, showRelative } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { useNow } from "../../ui/useNow";
import { AnswerButtons } from "./AnswerButtons";
import { tick, type Occurrence } from "./calls";

const COLOURS: Record<Occurrence["status"], string> = { scheduled: "default", firing: "processing", snoozed: "default", escalated: "error", confirmed: "success", resolved: "default", cancelled: "default" };

interface Props {
  occurrence: Occurrence;
  /** With the name of whose it is, where it is not one's own. */
  owned?: boolean;
  /** In place of the buttons for answering. */
  acts?: ReactNode;
}

export function OccurrenceRow({ occurrence, owned = false, acts }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const objects = useObjects();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const about = occurrence.about;
  const meta = about && objects.find((each) => each.name === about.object);
  const closed = occurrence.answered_at !== null;
  const late = !closed && Date.parse(occurrence.due_at) < now;
  const more = occurrence.notes !== "" || occurrence.checklist.length > 0 || occurrence.missed.length > 0;
  const left = occurrence.checklist.filter((point) => !point.done).length;
  const point = async (place: number, done: boolean) => {
    try {
      await tick(occurrence.reminder, place, done);
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    await client.invalidateQueries({ queryKey: ["notices"] });
  };
  return (
    <li className={`occurrence${occurrence.urgent ? " is-urgent" : ""}${closed ? " is-closed" : ""}`}>
      <div className="occurrence-main">
        <div className="occurrence-line">
          <span className="occurrence-icon">{closed ? <CheckCircleOutlined /> : occurrence.status === "escalated" ? <AlertOutlined /> : <BellOutlined />}</span>
          <Link className="occurrence-title" to={`/reminders/${occurrence.reminder}`}>
            {occurrence.subject}
          </Link>
          {occurrence.kind !== "reminder" && <Tag>{t(`reminders.kind.${occurrence.kind}`)}</Tag>}
          {occurrence.urgent && <Tag color="error">{t("notices.urgent")}</Tag>}
          {occurrence.status !== "scheduled" && <Tag color={COLOURS[occurrence.status]}>{t(`reminders.status.${occurrence.status}`, { count: occurrence.round })}</Tag>}
        </div>
        <div className="occurrence-line is-small">
          <time className={late ? "occurrence-late" : "muted"} dateTime={occurrence.due_at} title={showRelative(occurrence.due_at)}>
            {showDateTime(occurrence.due_at)}
          </time>
          {occurrence.status === "snoozed" && occurrence.tell_at && <span className="muted">{t("reminders.again", { when: showDateTime(occurrence.tell_at) })}</span>}
          {about && meta && (
            <Link to={recordPath(meta, about.id)} className="ellipsis">
              {about.title}
            </Link>
          )}
          {occurrence.repeats && (
            <span className="muted ellipsis" title={occurrence.repeats}>
              <RetweetOutlined /> {occurrence.repeats}
            </span>
          )}
          {owned && occurrence.owner && <span className="muted">{t("reminders.of", { name: occurrence.owner.title })}</span>}
          {!owned && occurrence.created_by && occurrence.owner?.id !== occurrence.created_by.id && <span className="muted">{t("reminders.from", { name: occurrence.created_by.title })}</span>}
          {left > 0 && <span className="muted">{t("reminders.points", { count: left })}</span>}
          {closed && (
            <span className="muted">
              {t(`reminders.outcome.${occurrence.outcome}`, { defaultValue: t("reminders.outcome.resolved") })}
              {occurrence.answered_by ? ` · ${occurrence.answered_by.title}` : ""}
              {occurrence.answered_at ? ` · ${inZone(occurrence.answered_at).format("MM-DD HH:mm")}` : ""}
              {occurrence.note ? ` · ${occurrence.note}` : ""}
            </span>
          )}
          {more && (
            <Button type="link" size="small" className="occurrence-more" icon={<DownOutlined rotate={open ? 180 : 0} />} aria-expanded={open} onClick={() => setOpen(!open)}>
              {t("reminders.preparation")}
            </Button>
          )}
        </div>
        {open && (
          <div className="occurrence-notes">
            {occurrence.missed.length > 0 && <p className="muted">{t("reminders.missed", { times: occurrence.missed.map(showDateTime).join(", ") })}</p>}
            {occurrence.notes && <p className="pre-line">{occurrence.notes}</p>}
            {occurrence.checklist.map((each, place) => (
              <Checkbox key={`${place}${each.text}`} checked={each.done} disabled={closed} onChange={({ target }) => void point(place, target.checked)}>
                {each.text}
              </Checkbox>
            ))}
          </div>
        )}
      </div>
      {!closed && <div className="occurrence-acts">{acts ?? <AnswerButtons target={{ reminder: occurrence.reminder, occurrence: occurrence.id }} title={occurrence.subject} />}</div>}
    </li>
  );
}
