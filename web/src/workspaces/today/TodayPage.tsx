/** The page that opens in the morning: what waits for the person, what the day brings, how their business stands. Only cards for what they may read. */
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import dayjs from "dayjs";
import { useLive } from "../../api/live";
import { useObject, useObjects } from "../../api/objects";
import { useMe } from "../../api/session";
import { inZone } from "../../lib/time";
import { readsOf, slot } from "../../objects/slots";
import { Catch } from "../../ui/Catch";
import { EmptyState } from "../../ui/EmptyState";
import { useTitle } from "../../ui/useTitle";
import { FollowUpsCard } from "./FollowUpsCard";
import { GivenCard } from "./GivenCard";
import { HandOversCard } from "./HandOversCard";
import { MeetingsCard } from "./MeetingsCard";
import { NoticesCard } from "./NoticesCard";
import { OpenedCard } from "./OpenedCard";
import { PipelineCard } from "./PipelineCard";
import { followUpsQuestion, handOversQuestion, mayAsk, meetingsQuestion, opportunitiesQuestion, tasksQuestion } from "./questions";
import { TasksCard } from "./TasksCard";
import { useDay } from "./useDay";
import "./today.css";

const LIVE = ["lead", "hand_over", "task", "meeting", "opportunity"];

export function TodayPage() {
  const { t } = useTranslation();
  useTitle(t("today.title"));
  const me = useMe();
  const client = useQueryClient();
  const day = useDay();
  const lead = useObject("lead");
  const task = useObject("task");
  const meeting = useObject("meeting");
  const opportunity = useObject("opportunity");
  const readable = useObjects().filter((meta) => meta.rights.read);
  useLive(LIVE.filter((name) => readable.some((meta) => meta.name === name)));

  const shownDay = useRef(day.start);
  useEffect(() => {
    if (shownDay.current === day.start) return;
    shownDay.current = day.start;
    void client.invalidateQueries({ queryKey: ["records"] });
  }, [client, day.start]);

  if (readable.length === 0) return <EmptyState text={t("menu.nothingToSee")} />;
  const answers = lead?.actions.some((action) => action.name === "lead.accept");
  return (
    <div className="page today">
      <header className="today-head">
        <h1>{t(`today.greeting.${day.greeting}`, { name: me.name || me.username })}</h1>
        <span className="muted">{inZone(day.now).locale(dayjs.locale()).format(t("today.dateFormat"))}</span>
      </header>
      {slot("todayNotes").map(({ key, Part }) => (
        <Catch key={key}>
          <Suspense fallback={null}><Part /></Suspense>
        </Catch>
      ))}
      <div className="today-columns">
        <div className="today-column">
          {mayAsk(lead, handOversQuestion) && answers && <Catch><HandOversCard meta={lead} /></Catch>}
          {mayAsk(task, tasksQuestion(day)) && <Catch><TasksCard meta={task} day={day} /></Catch>}
          {mayAsk(lead, followUpsQuestion(day)) && <Catch><FollowUpsCard meta={lead} day={day} /></Catch>}
          {lead?.rights.read && <Catch><GivenCard meta={lead} /></Catch>}
        </div>
        <div className="today-column">
          {mayAsk(meeting, meetingsQuestion(me)) && <Catch><MeetingsCard meta={meeting} day={day} /></Catch>}
          {mayAsk(opportunity, opportunitiesQuestion) && <Catch><PipelineCard meta={opportunity} /></Catch>}
          {slot("todayCards").filter((card) => card.visible?.(me, readsOf(readable)) ?? true).map(({ key, Part }) => (
            <Catch key={key}>
              <Suspense fallback={null}><Part /></Suspense>
            </Catch>
          ))}
          <Catch><NoticesCard /></Catch>
          <Catch><OpenedCard /></Catch>
        </div>
      </div>
    </div>
  );
}
