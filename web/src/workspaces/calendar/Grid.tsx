/** The grid itself, drawn by FullCalendar: things are moved, made longer and planned on it with the mouse or a finger. */
import type { DateSelectArg, DayCellContentArg, DayHeaderContentArg, EventContentArg, EventDropArg, EventMountArg } from "@fullcalendar/core";
import zhLocale from "@fullcalendar/core/locales/zh-cn";
import dayGrid from "@fullcalendar/daygrid";
import interaction, { type EventResizeDoneArg } from "@fullcalendar/interaction";
import list from "@fullcalendar/list";
import FullCalendar from "@fullcalendar/react";
import timeGrid from "@fullcalendar/timegrid";
import { CheckSquareOutlined, PhoneOutlined, SyncOutlined } from "@ant-design/icons";
import dayjs from "dayjs";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { toIso } from "../../lib/time";
import { useNarrow } from "../../ui/useNarrow";
import type { CalendarAnswer, CalendarDay, Choices, Range, Shown } from "./calls";
import { eventsOf, wall, workingHours } from "./drawing";
import type { View } from "./place";
import { ScopeDialog } from "./ScopeDialog";
import { useMoves, type Move } from "./useMoves";

const PLUGINS = [dayGrid, timeGrid, list, interaction];
const NAMES: Record<View, string> = { day: "timeGridDay", week: "timeGridWeek", month: "dayGridMonth", agenda: "list" };
const VIEW_SETTINGS = { list: { duration: { days: 21 } } };
const SCROLL_TO = "08:00:00";
const BRIEF_MINUTES = 45;
const SLOT = { hour: "2-digit", minute: "2-digit", hour12: false } as const;

interface Props {
  view: View;
  range: Range;
  data: CalendarAnswer | undefined;
  colors: ReadonlyMap<string, string>;
  choices: Choices | undefined;
  onOpen: (item: Shown, anchor: DOMRect) => void;
  onPlan: (starts_at: string, ends_at: string) => void;
  onDay: (day: string) => void;
}

const itemOf = (event: { extendedProps: Record<string, unknown> }) => event.extendedProps["item"] as Shown | undefined;
/** The grid's moment, which is the user's wall clock in UTC, as a moment of the API. */
const fromGrid = (date: Date) => toIso(dayjs.utc(date));

export function Grid({ view, range, data, colors, choices, onOpen, onPlan, onDay }: Props) {
  const { t, i18n } = useTranslation();
  const narrow = useNarrow();
  const grid = useRef<FullCalendar>(null);
  const { move, asking, settle, dialog } = useMoves();
  const size = narrow ? "phone" : "desktop";
  useEffect(() => {
    const api = grid.current?.getApi();
    if (api && api.view.currentStart.toISOString().slice(0, 10) !== startOf(view, range)) queueMicrotask(() => api.gotoDate(startOf(view, range)));
  }, [view, range]);

  const days = new Map((data?.days ?? []).map((day) => [day.day, day]));
  const nameOf = (key: "people" | "rooms", id: number) => choices?.[key].find((each) => each.id === id)?.name ?? `#${id}`;
  const titleOfBusy = (item: Shown) => {
    const names = [...item.users.map((id) => nameOf("people", id)), ...item.rooms.map((id) => nameOf("rooms", id))];
    return t("calendar.busyOf", { names: names.join(i18n.language.startsWith("zh") ? "、" : ", ") });
  };
  const events = [...eventsOf(data?.items ?? [], colors, titleOfBusy), ...(view === "week" || view === "day" ? workingHours(data?.days ?? []) : [])];

  const changed = (argument: EventDropArg | EventResizeDoneArg) => {
    const item = itemOf(argument.event);
    const { start, end } = argument.event;
    if (!item || !start) return argument.revert();
    const request: Move = { item, starts_at: fromGrid(start), ends_at: end ? fromGrid(end) : null, revert: argument.revert };
    move(request);
  };
  const select = ({ start, end, allDay, view: shown }: DateSelectArg) => {
    shown.calendar.unselect();
    if (!allDay) return onPlan(fromGrid(start), fromGrid(end));
    const at = dayjs.utc(start).hour(9);
    onPlan(toIso(at), toIso(at.add(1, "hour")));
  };

  return (
    <>
      <FullCalendar
        ref={grid}
        plugins={PLUGINS}
        views={VIEW_SETTINGS}
        initialView={NAMES[view]}
        initialDate={startOf(view, range)}
        locales={[zhLocale]}
        locale={i18n.language.startsWith("zh") ? "zh-cn" : "en"}
        timeZone="UTC"
        now={() => wall(new Date().toISOString())}
        firstDay={1}
        headerToolbar={false}
        height="100%"
        expandRows
        nowIndicator
        allDaySlot={(data?.items ?? []).some((item) => item.all_day)}
        allDayText={t("calendar.allDay")}
        scrollTime={SCROLL_TO}
        scrollTimeReset={false}
        slotDuration="00:30:00"
        snapDuration="00:15:00"
        slotLabelFormat={SLOT}
        eventTimeFormat={SLOT}
        slotEventOverlap={false}
        eventMinHeight={19}
        dayMaxEvents
        moreLinkText={(count) => t("calendar.more", { count })}
        moreLinkClick={({ date }) => onDay(date.toISOString().slice(0, 10))}
        noEventsText={t("calendar.noEvents")}
        events={events}
        editable
        selectable
        selectMirror
        longPressDelay={350}
        select={select}
        eventDrop={changed}
        eventResize={changed}
        eventClick={({ event, el, jsEvent }) => {
          jsEvent.preventDefault();
          const item = itemOf(event);
          if (item) onOpen(item, el.getBoundingClientRect());
        }}
        eventDidMount={openByKey}
        dayCellDidMount={({ el }) => {
          // The first day can have the focus: by keyboard one scrolls what holds it, and a day may be empty.
          if (el.matches(".fc-timegrid-col:nth-child(2)")) el.tabIndex = 0;
        }}
        eventContent={(argument: EventContentArg) => <EventLabel argument={argument} view={view} />}
        dayHeaderContent={(argument: DayHeaderContentArg) => <DayHead argument={argument} day={days.get(argument.date.toISOString().slice(0, 10))} size={size} onDay={onDay} />}
        dayCellContent={(argument: DayCellContentArg) => <DayCell argument={argument} day={days.get(argument.date.toISOString().slice(0, 10))} />}
        dayCellClassNames={({ date }) => (view === "month" && days.get(date.toISOString().slice(0, 10))?.hours.length === 0 ? ["cal-closed-day"] : [])}
      />
      {asking && <ScopeDialog title={t("calendar.scope.title")} onChoose={(scope) => settle(scope)} onClose={() => settle(null)} />}
      {dialog}
    </>
  );
}

/** A month is asked for by a day within it; the other views by their first day. */
const startOf = (view: View, range: Range) => (view === "month" ? dayjs(range.first).add(14, "day").startOf("month").format("YYYY-MM-DD") : range.first);

/** Events are reached with the tab key and opened with the enter key. */
function openByKey({ el, event }: EventMountArg) {
  if (event.display.includes("background")) return;
  el.setAttribute("tabindex", "0");
  el.setAttribute("role", "button");
  el.addEventListener("keydown", (key) => {
    if (key.key === "Enter") el.click();
  });
}

function EventLabel({ argument, view }: { argument: EventContentArg; view: View }) {
  const item = itemOf(argument.event);
  if (argument.event.display.includes("background")) return null;
  const icon = item?.kind === "task" ? <CheckSquareOutlined /> : item?.kind === "call" ? <PhoneOutlined /> : item?.series ? <SyncOutlined /> : null;
  const where = item?.location || item?.about?.title;
  const short = view === "month" || (argument.event.allDay && view !== "agenda");
  const { start, end } = argument.event;
  const brief = (view === "day" || view === "week") && !!start && !!end && end.getTime() - start.getTime() <= BRIEF_MINUTES * 60_000;
  const time = brief ? argument.timeText.slice(0, 5) : argument.timeText;
  return (
    <div className={`cal-label${short ? " is-short" : ""}${brief ? " is-brief" : ""}`} title={[argument.timeText, argument.event.title, where].filter(Boolean).join(" · ")}>
      {short && <i className="cal-dot" style={{ background: argument.backgroundColor }} />}
      {view !== "agenda" && !argument.event.allDay && <time>{time}</time>}
      <span className="cal-text">
        {icon} {argument.event.title}
      </span>
      {!short && !brief && where && <span className="cal-where">{where}</span>}
    </div>
  );
}

function DayHead({ argument, day, size, onDay }: { argument: DayHeaderContentArg; day: CalendarDay | undefined; size: "desktop" | "phone"; onDay: (day: string) => void }) {
  const { i18n } = useTranslation();
  const date = dayjs.utc(argument.date);
  if (argument.view.type === "dayGridMonth") return <span>{argument.text}</span>;
  const named = date.locale(i18n.language.startsWith("zh") ? "zh-cn" : "en");
  if (argument.view.type === "list") {
    return (
      <span className="cal-list-day">
        <b>{named.format(i18n.language.startsWith("zh") ? "M月D日 ddd" : "ddd, D MMM")}</b> <DayName day={day} />
      </span>
    );
  }
  return (
    <button type="button" className={`cal-day-head${argument.isToday ? " is-today" : ""}`} onClick={() => onDay(date.format("YYYY-MM-DD"))}>
      <span>{named.format(size === "phone" ? "dd" : "ddd")}</span> <b>{date.date()}</b>
      <DayName day={day} />
    </button>
  );
}

function DayCell({ argument, day }: { argument: DayCellContentArg; day: CalendarDay | undefined }) {
  return (
    <span className="cal-cell">
      <DayName day={day} /> <b>{argument.date.getUTCDate()}</b>
    </span>
  );
}

/** The name of a holiday, and whether work is done on it: 休 or 班 on a day that is not as its weekday is. */
function DayName({ day }: { day: CalendarDay | undefined }) {
  const { t } = useTranslation();
  if (!day || day.reason === "week") return null;
  const works = day.hours.length > 0;
  return (
    <span className="cal-holiday" title={day.name}>
      <i className={works ? "is-worked" : "is-free"}>{t(works ? "calendar.worked" : "calendar.off")}</i> {day.name}
    </span>
  );
}
