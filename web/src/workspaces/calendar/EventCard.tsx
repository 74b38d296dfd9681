/** A small card beside what was clicked in the grid: the facts, and what is done most. */
import { CalendarOutlined, ClockCircleOutlined, EnvironmentOutlined, LinkOutlined, SyncOutlined, TeamOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popover, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObject } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { inZone } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";
import { AnswerButtons } from "./AnswerButtons";
import { dropMeetings, guestsQuery, type Choices, type Scope, type Shown } from "./calls";
import { GuestList } from "./GuestList";
import { useTellGuests, type Told } from "./useTellGuests";
import "./guests.css";
import { ScopeDialog } from "./ScopeDialog";

interface Props {
  item: Shown;
  anchor: DOMRect;
  choices: Choices | undefined;
  onClose: () => void;
  onEdit: (item: Shown) => void;
}

/** "11-23 Mon" or "11-23 Mon–11-25 Wed": an all-day item ends at the midnight after its last day. */
function daysOf(item: Shown): string {
  const first = inZone(item.starts_at).format("MM-DD ddd");
  const last = item.ends_at ? inZone(item.ends_at).subtract(1, "minute").format("MM-DD ddd") : first;
  return first === last ? first : `${first}–${last}`;
}

export function EventCard({ item, anchor, choices, onClose, onEdit }: Props) {
  const { t } = useTranslation();
  const narrow = useNarrow(); // on a phone there is no place beside an entry
  const { notification } = App.useApp();
  const client = useQueryClient();
  const meta = useObject(item.kind === "busy" || item.kind === "outside" ? null : item.kind);
  const about = useObject(item.about?.object);
  const [asking, setAsking] = useState<Told | null>(null);
  const [telling, setTelling] = useState(false);
  const { askFor, dialog } = useTellGuests();
  const hasGuests = item.kind === "meeting" && item.id !== null && (item.guests > 0 || item.users.length > 1 || item.my_answer !== "");
  const { data: guests } = useQuery({ ...guestsQuery(item.id ?? 0), enabled: hasGuests });

  const names = [
    ...item.users.filter((id) => !guests?.items.some((guest) => guest.user === id)).map((id) => choices?.people.find((each) => each.id === id)?.name),
    ...item.rooms.map((id) => choices?.rooms.find((each) => each.id === id)?.name),
  ].filter(Boolean);
  /** Guests are told that it is off unless the person says otherwise. */
  const begin = async () => {
    let told: Told | null = { tell: true, language: "en" };
    if (item.guests > 0 && item.id !== null) {
      setTelling(true);
      told = await askFor(item.id, "off").catch(() => null);
      if (!told) return onClose();
    }
    if (item.series) setAsking(told);
    else await drop("this", told);
  };
  const drop = async (scope: Scope, told: Told) => {
    setAsking(null);
    onClose();
    try {
      if (item.id !== null) await dropMeetings(item.id, scope, { undo: t("calendar.dropped", { count: scope === "this" ? 1 : 2 }) }, told.tell);
    } catch (error) {
      if (!(error instanceof Cancelled)) notification.warning({ title: sentenceOf(error) });
    }
    void client.invalidateQueries({ queryKey: ["records"] });
  };

  const content = (
    <div className="cal-card">
      <h3>{item.title || t("calendar.busy")}</h3>
      <p>
        <ClockCircleOutlined /> {item.all_day ? daysOf(item) : inZone(item.starts_at).format("MM-DD ddd HH:mm")}
        {!item.all_day && item.ends_at && `–${inZone(item.ends_at).format(item.ends_at.slice(0, 10) === item.starts_at.slice(0, 10) ? "HH:mm" : "MM-DD HH:mm")}`}{" "}
        {item.kind === "task" && <Tag>{t("calendar.card.task")}</Tag>}
        {item.kind === "call" && <Tag>{t("calendar.card.call")}</Tag>}
        {item.shows_as === "tentative" && <Tag>{t("calendar.card.tentative")}</Tag>}
        {item.shows_as === "free" && <Tag>{t("calendar.card.free")}</Tag>}
        {item.status === "held" && <Tag color="success">{t("calendar.card.done")}</Tag>}
        {item.status === "not_held" && <Tag>{t("calendar.card.off")}</Tag>}
      </p>
      {item.series && (
        <p>
          <SyncOutlined /> {t("calendar.card.repeats")}
        </p>
      )}
      {item.location && (
        <p className="cal-card-wrap">
          <EnvironmentOutlined /> {/^https?:\/\//.test(item.location) ? <a href={item.location} target="_blank" rel="noreferrer">{item.location}</a> : item.location}
        </p>
      )}
      {item.calendar && (
        <p className="cal-card-wrap">
          <CalendarOutlined /> {item.calendar}
        </p>
      )}
      {guests && guests.items.length > 0 && item.id !== null && <GuestList meeting={item.id} guests={guests} />}
      {item.my_answer !== "" && item.id !== null && (
        <div className="cal-my-answer">
          <AnswerButtons meeting={item.id} given={item.my_answer} onDone={onClose} />
        </div>
      )}
      {names.length > 0 && item.kind !== "outside" && (
        <p className="cal-card-wrap">
          <TeamOutlined /> {names.join(" · ")}
        </p>
      )}
      {item.about && (
        <p className="cal-card-wrap">
          <LinkOutlined /> {about ? <Link to={recordPath(about, item.about.id)}>{item.about.title}</Link> : item.about.title}
        </p>
      )}
      {item.id !== null && meta && (
        <div className="cal-card-actions">
          <Link to={recordPath(meta, item.id)}>
            <Button size="small">{t("calendar.card.open")}</Button>
          </Link>
          {item.kind === "meeting" && item.may_change && (
            <Button size="small" type="primary" onClick={() => onEdit(item)}>
              {t("calendar.card.edit")}
            </Button>
          )}
          {item.kind === "meeting" && meta.rights.delete && (
            <Button size="small" danger type="text" onClick={() => void begin()}>
              {t("calendar.card.delete")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
  return (
    <>
      <Popover open={!asking && !telling} content={content} trigger="click" placement={narrow ? "bottom" : "right"} onOpenChange={(open) => !open && onClose()}>
        <span className="cal-anchor" style={{ left: anchor.left, top: anchor.top, width: anchor.width, height: Math.min(anchor.height, 120) }} />
      </Popover>
      {asking && <ScopeDialog danger title={t("calendar.scope.deleteTitle")} onChoose={(scope) => void drop(scope, asking)} onClose={onClose} />}
      {dialog}
    </>
  );
}
