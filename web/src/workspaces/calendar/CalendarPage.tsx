/** The calendar page: the grid, the calendars beside it, and what is done on it: planning, moving, looking, finding a time. */
import { LeftOutlined, PlusOutlined, RightOutlined, SearchOutlined, ShareAltOutlined, TeamOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer, Segmented, Tooltip } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { onChanged, useLive } from "../../api/live";
import { useObject } from "../../api/objects";
import { useMe } from "../../api/session";
import { inZone, today } from "../../lib/time";
import { ErrorState } from "../../ui/ErrorState";
import { useNarrow } from "../../ui/useNarrow";
import { useTitle } from "../../ui/useTitle";
import { calendarQuery, choicesQuery, type Shown } from "./calls";
import { CalendarsPanel } from "./CalendarsPanel";
import { colorsOf } from "./drawing";
import { EventCard } from "./EventCard";
import { FindTimeDialog } from "./FindTimeDialog";
import { Grid } from "./Grid";
import { MeetingDialog, type Draft } from "./MeetingDialog";
import { rangeOf, readPlace, step, VIEWS, weekNumber, writePlace, type Place, type View } from "./place";
import { OutsideDialog } from "./OutsideDialog";
import { SubscribeDialog } from "./SubscribeDialog";
import "./calendar.css";

const LIVE = ["meeting", "task", "call"];

export function CalendarPage() {
  const { t } = useTranslation();
  useTitle(t("calendar.title"));
  const client = useQueryClient();
  const me = useMe();
  const narrow = useNarrow();
  const meta = useObject("meeting");
  const now = today();
  const usual: View = narrow ? "agenda" : "week";
  const [search, setSearch] = useSearchParams();
  const place = readPlace(search, now, usual);
  const range = rangeOf(place.view, place.on);
  const { data, error, refetch, isPlaceholderData } = useQuery(calendarQuery(range, place.users, place.rooms));
  const { data: choices } = useQuery(choicesQuery);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [card, setCard] = useState<{ item: Shown; anchor: DOMRect } | null>(null);
  const [finding, setFinding] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [subscribing, setSubscribing] = useState(false);
  const [managing, setManaging] = useState(search.has("outside"));
  useLive(LIVE);
  useEffect(
    () =>
      onChanged((change) => {
        if (change.object === "task" || change.object === "call") void client.invalidateQueries({ queryKey: ["records", "meeting", "calendar"] });
      }),
    [client],
  );

  const go = (next: Partial<Place>) => {
    setCard(null);
    setSearch(writePlace({ ...place, ...next }, now, usual), { replace: true });
  };
  const begin = (starts_at?: string, ends_at?: string) => {
    if (meta?.rights.create) setDraft({ users: place.users, rooms: place.rooms, ...(starts_at && ends_at ? { starts_at, ends_at } : {}) });
  };
  const listen = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [contenteditable], .ant-modal, .ant-drawer, .ant-segmented, [role=combobox]")) return;
    const view = VIEWS[Number(event.key) - 1];
    const key = event.key.toLowerCase();
    if (view) go({ view });
    else if (key === "t") go({ on: now });
    else if (event.key === "ArrowLeft") go({ on: step(place.view, place.on, -1) });
    else if (event.key === "ArrowRight") go({ on: step(place.view, place.on, 1) });
    else if (key === "n") begin();
    else if (key === "escape") setCard(null);
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  });

  const colors = colorsOf(me.id, place.users, place.rooms);
  const panel = (
    <CalendarsPanel
      place={place}
      me={me.id}
      choices={choices}
      colors={colors}
      onChange={go}
      onManage={() => setManaging(true)}
    />
  );
  return (
    <div className="calendar-page">
      <header className="calendar-head">
        <div className="calendar-steps">
          <Button size="small" onClick={() => go({ on: now })} disabled={place.on === now}>
            {t("calendar.today")}
          </Button>
          <Button size="small" type="text" icon={<LeftOutlined />} aria-label={t("calendar.previous")} onClick={() => go({ on: step(place.view, place.on, -1) })} />
          <Button size="small" type="text" icon={<RightOutlined />} aria-label={t("calendar.next")} onClick={() => go({ on: step(place.view, place.on, 1) })} />
        </div>
        <h1 className="calendar-title">
          <Heading place={place} range={range} />
        </h1>
        <span className="grow" />
        <Tooltip title={narrow ? "" : t("calendar.keys")} mouseEnterDelay={0.6}>
          <Segmented<View> size="small" value={place.view} onChange={(view) => go({ view })} options={VIEWS.map((value) => ({ value, label: t(`calendar.views.${value}`) }))} />
        </Tooltip>
        {narrow && <Button size="small" icon={<TeamOutlined />} aria-label={t("calendar.calendars")} onClick={() => setChoosing(true)} />}
        <Button size="small" icon={<SearchOutlined />} onClick={() => setFinding(true)} aria-label={t("calendar.find")}>
          {narrow ? null : t("calendar.find")}
        </Button>
        <Tooltip title={t("calendar.feeds.title")}>
          <Button size="small" icon={<ShareAltOutlined />} aria-label={t("calendar.feeds.button")} onClick={() => setSubscribing(true)} />
        </Tooltip>
        {meta?.rights.create && (
          <Button size="small" type="primary" icon={<PlusOutlined />} onClick={() => begin()} aria-label={t("calendar.new")}>
            {narrow ? null : t("calendar.new")}
          </Button>
        )}
      </header>
      {data?.cut && <Alert banner type="warning" title={t("calendar.cut")} />}
      <div className="calendar-body">
        {!narrow && <aside className="calendar-side">{panel}</aside>}
        <main className={`calendar-main${isPlaceholderData ? " is-waiting" : ""}`}>
          {error && !data ? (
            <ErrorState error={error} onRetry={() => void refetch()} />
          ) : (
            <Grid
              key={place.view}
              view={place.view}
              range={range}
              data={data}
              colors={colors}
              choices={choices}
              onOpen={(item, anchor) => setCard({ item, anchor })}
              onPlan={begin}
              onDay={(on) => go({ on, view: "day" })}
            />
          )}
        </main>
      </div>
      {narrow && (
        <Drawer open={choosing} onClose={() => setChoosing(false)} placement="bottom" size="large" title={t("calendar.calendars")}>
          {panel}
        </Drawer>
      )}
      {card && (
        <EventCard
          key={card.item.key}
          item={card.item}
          anchor={card.anchor}
          choices={choices}
          onClose={() => setCard(null)}
          onEdit={(item) => {
            setCard(null);
            setDraft({ item, users: [], rooms: [] });
          }}
        />
      )}
      {managing && <OutsideDialog onClose={() => setManaging(false)} />}
      {subscribing && <SubscribeDialog onClose={() => setSubscribing(false)} />}
      {draft && <MeetingDialog draft={draft} choices={choices} onClose={() => setDraft(null)} />}
      {finding && (
        <FindTimeDialog
          choices={choices}
          start={{ users: place.users, rooms: place.rooms, on: place.on }}
          onClose={() => setFinding(false)}
          onChoose={(chosen) => {
            setFinding(false);
            setDraft(chosen);
          }}
        />
      )}
    </div>
  );
}

function Heading({ place, range }: { place: Place; range: { first: string; last: string } }) {
  const { t, i18n } = useTranslation();
  const chinese = i18n.language.startsWith("zh");
  const day = (iso: string, format: string) => inZone(`${iso}T12:00:00Z`).format(format);
  const month = chinese ? "YYYY年M月" : "MMMM YYYY";
  if (place.view === "day") return <>{day(place.on, chinese ? "YYYY年M月D日 dddd" : "dddd, D MMMM YYYY")}</>;
  if (place.view === "month") return <>{day(place.on, month)}</>;
  return (
    <>
      {day(place.view === "week" ? range.first : place.on, month)} {place.view === "week" && <small className="muted">{t("calendar.week", { number: weekNumber(place.on) })}</small>}
    </>
  );
}
