/** The work log: what one promised and has to do on a day, its meetings, what was done, and quick entry in one's own words. */
import { LeftOutlined, PlusOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import dayjs from "dayjs";
import { Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { post } from "../../api/client";
import { useLive } from "../../api/live";
import { lazily } from "../../api/parts";
import { inZone, showDateTime, today } from "../../lib/time";
import { ReportActions } from "../../objects/ReportActions";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { useAddressParts } from "../../ui/useAddressParts";
import { useNow } from "../../ui/useNow";
import { checked, workdayQuery, type Workday } from "./calls";
import { DealRow } from "./DealRow";
import { makingOf } from "./making";
import { OccurrenceRow } from "./OccurrenceRow";
import { openWork } from "./openWork";
import { QuickEntry } from "./QuickEntry";
import "./reminders.css";

const ReminderDialog = lazily(() => import("./ReminderDialog").then((module) => ({ default: module.ReminderDialog })));
const LIVE = ["reminder", "task", "meeting"];

export function WorklogPage() {
  const { t } = useTranslation();
  const [parts, setPart] = useAddressParts();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [making, setMaking] = useState(false);
  const clock = useNow();
  const now = today();
  const date = parts.get("date") ?? now;
  const { data, error, refetch } = useQuery(workdayQuery(date === now ? null : date));
  useLive(LIVE);
  const go = (days: number) => {
    const next = dayjs(date).add(days, "day").format("YYYY-MM-DD");
    setPart("date", next === now ? "" : next);
  };
  const finish = async (part: "morning" | "evening") => {
    await checked(part);
    if (part === "evening") setPart("check", "");
    await client.invalidateQueries({ queryKey: ["notices", "workday"] });
  };
  const make = async (understood: Parameters<typeof makingOf>[0]) => {
    const close = data?.closes_at && Date.parse(data.closes_at) > clock ? data.closes_at : new Date(clock + 3_600_000).toISOString();
    const making = makingOf(understood, close);
    await post(making.path, making.body);
    void message.success(t("reminders.made", { what: understood.subject }));
    await client.invalidateQueries({ queryKey: ["notices"] });
    void client.invalidateQueries({ queryKey: ["records"] });
  };
  const left = data ? openWork(data, clock).length : 0;
  return (
    <div className="page page-narrow worklog">
      <PageHead title={t("reminders.worklog")}>
        <ReportActions source="open_work" parameters={{}} />
        <Button icon={<LeftOutlined />} aria-label={t("reminders.day.before")} onClick={() => go(-1)} />
        <Button onClick={() => setPart("date", "")} disabled={date === now}>
          {t("reminders.day.today")}
        </Button>
        <Button icon={<RightOutlined />} aria-label={t("reminders.day.after")} onClick={() => go(1)} />
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {t("reminders.new")}
        </Button>
      </PageHead>
      <p className="worklog-date">
        {dayjs(date).format(t("today.dateFormat"))}
        {data && !data.is_working && <span className="muted"> · {t("reminders.day.off")}</span>}
      </p>
      {data?.morning_due && !data.evening_due && date === now && (
        <Alert
          type="info"
          className="gap-below"
          title={t("reminders.morning.title", { count: left })}
          action={
            <Button size="small" type="primary" onClick={() => void finish("morning")}>
              {t("reminders.morning.start")}
            </Button>
          }
        />
      )}
      {data?.evening_due && date === now && (
        <Alert
          type={left > 0 ? "warning" : "success"}
          className="gap-below"
          showIcon
          title={t(left > 0 ? "reminders.evening.title" : "reminders.evening.nothing", { count: left })}
          description={left > 0 ? t("reminders.evening.text") : undefined}
          action={
            left === 0 && (
              <Button size="small" type="primary" onClick={() => void finish("evening")}>
                {t("reminders.evening.finish")}
              </Button>
            )
          }
        />
      )}
      {data?.left && <Alert type="info" showIcon className="gap-below" title={t(data.left.reason ? "reminders.leaving.wasBecause" : "reminders.leaving.wasOpen", { when: showDateTime(data.left.at), reason: data.left.reason })} />}
      <QuickEntry onMake={make} placeholder={t("reminders.quick")} />
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : <DayParts day={data} />}
      <Suspense fallback={null}>{making && <ReminderDialog given={date === now ? {} : { starts_at: dayjs(`${date}T09:00`).toISOString() }} onClose={() => setMaking(false)} />}</Suspense>
    </div>
  );
}

function DayParts({ day }: { day: Workday }) {
  const { t } = useTranslation();
  const now = useNow();
  const open = openWork(day, now);
  const done = day.done.length + day.done_tasks.length;
  const groups: [string, ReturnType<typeof openWork>][] = [
    ["promises", open.filter((each) => each.isPromise)],
    ["overdue", open.filter((each) => !each.isPromise && !each.isAhead)],
    ["ahead", open.filter((each) => !each.isPromise && each.isAhead)],
  ];
  if (open.length + done + day.meetings.length === 0) return <EmptyState text={t("reminders.day.empty")} />;
  return (
    <>
      {groups.map(
        ([name, work]) =>
          work.length > 0 && (
            <Part key={name} title={t(`reminders.day.${name}`)} count={work.length} calls={name !== "ahead"}>
              {work.map((each) => (
                <DealRow key={each.key} work={each} />
              ))}
            </Part>
          ),
      )}
      {day.meetings.length > 0 && (
        <Part title={t("reminders.day.meetings")} count={day.meetings.length}>
          {day.meetings.map((meeting) => (
            <li key={meeting.id} className="occurrence">
              <span className="worklog-clock">{meeting.starts_at ? inZone(meeting.starts_at).format("HH:mm") : ""}</span>
              <div className="occurrence-main">
                <Link className="occurrence-title" to={`/meetings/${meeting.id}`}>
                  {meeting.subject}
                </Link>
                <div className="occurrence-line is-small muted">{[meeting.location, meeting.about?.title].filter(Boolean).join(" · ")}</div>
              </div>
            </li>
          ))}
        </Part>
      )}
      {done > 0 && (
        <Part title={t("reminders.day.done")} count={done}>
          {day.done.map((each) => (
            <OccurrenceRow key={each.id} occurrence={each} />
          ))}
          {day.done_tasks.map((task) => (
            <li key={`task${task.id}`} className="occurrence is-closed">
              <Link className="occurrence-title" to={`/tasks/${task.id}`}>
                {task.subject}
              </Link>
            </li>
          ))}
        </Part>
      )}
    </>
  );
}

function Part({ title, count, calls = false, children }: { title: string; count: number; calls?: boolean; children: ReactNode }) {
  return (
    <section className="desk-part" aria-label={title}>
      <h2>
        {title} <span className={`desk-count${calls ? " is-calling" : ""}`}>{count}</span>
      </h2>
      <ul className="occurrences">{children}</ul>
    </section>
  );
}
