/** A month of a working calendar: each day with its hours and why; choosing one makes it a special day, or opens what it is. */
import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import dayjs from "dayjs";
import { use, useState } from "react";
import { useTranslation } from "react-i18next";
import { recordQuery } from "../../../api/records";
import type { ObjectMeta } from "../../../api/types";
import { today } from "../../../lib/time";
import { FormContext } from "../../../objects/form/FormContext";
import { ErrorState } from "../../../ui/ErrorState";
import { sentenceOf } from "../../../ui/Problems";
import { daysQuery, type CalendarDay } from "./calls";
import { monthAfter, weeksOf } from "./month";

interface Props {
  calendar: number;
  days: ObjectMeta;
  onAdd: (values: Record<string, unknown>) => void;
}

const REASONS = ["holiday", "moved", "special"] as const;

export function MonthView({ calendar, days, onAdd }: Props) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { openForm } = use(FormContext);
  const now = today();
  const [month, setMonth] = useState(now.slice(0, 7));
  const weeks = weeksOf(month);
  const { data, error, isPlaceholderData, refetch } = useQuery({ ...daysQuery(calendar, weeks[0]?.[0] ?? now, weeks.at(-1)?.[6] ?? now, i18n.language), placeholderData: keepPreviousData });
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const known = new Map(data?.items.map((each) => [each.day, each]));
  const worked = data?.items.filter((each) => each.day.startsWith(month) && each.hours).length ?? 0;
  const open = async (day: CalendarDay) => {
    if (day.special === null) {
      onAdd({ day: day.day, is_working: !day.hours });
      return;
    }
    try {
      openForm({ object: days.name, record: await client.fetchQuery(recordQuery(days, day.special)), onSaved: () => undefined });
    } catch (problem) {
      void message.error(sentenceOf(problem));
    }
  };
  const told = (day: CalendarDay) =>
    [dayjs(day.day).format(t("automation.calendars.dayFormat")), day.hours || t("automation.calendars.closed"), day.reason === "week" ? "" : t(`automation.calendars.reason.${day.reason}`), day.name].filter(Boolean).join(" · ");

  return (
    <section className="page-box month" aria-label={dayjs(`${month}-01`).format(t("automation.calendars.monthFormat"))}>
      <div className="box-head">
        <h2 aria-live="polite">{dayjs(`${month}-01`).format(t("automation.calendars.monthFormat"))}</h2>
        {data && !isPlaceholderData && <span className="muted month-count">{t("automation.calendars.workingDays", { count: worked })}</span>}
        <span className="grow" />
        <span className="month-turn">
          <Button size="small" icon={<LeftOutlined />} title={t("automation.calendars.previous")} aria-label={t("automation.calendars.previous")} onClick={() => setMonth(monthAfter(month, -1))} />
          <Button size="small" disabled={month === now.slice(0, 7)} onClick={() => setMonth(now.slice(0, 7))}>
            {t("automation.calendars.today")}
          </Button>
          <Button size="small" icon={<RightOutlined />} title={t("automation.calendars.next")} aria-label={t("automation.calendars.next")} onClick={() => setMonth(monthAfter(month, 1))} />
        </span>
      </div>
      {data && data.unpublished.length > 0 && <Alert type="info" showIcon className="gap-below" title={t("automation.calendars.unpublished", { years: data.unpublished.join("–") })} />}
      <table className="month-table">
        <thead>
          <tr>
            {(weeks[0] ?? []).map((day) => (
              <th key={day} scope="col">
                {dayjs(day).format("ddd")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((date) => {
                const day = known.get(date);
                const look = ["month-day", day && (day.hours ? "is-worked" : "is-off"), `is-${day?.reason ?? "week"}`, date.startsWith(month) ? "" : "is-outside", date === now ? "is-today" : ""].filter(Boolean).join(" ");
                const content = (
                  <>
                    <span className="month-number">{Number(date.slice(8))}</span>
                    {day?.name && <span className="month-name">{day.name}</span>}
                    {day?.hours && <span className="month-hours">{day.hours.replaceAll(", ", "\n")}</span>}
                  </>
                );
                return (
                  <td key={date} className={look}>
                    {day && (day.special === null ? days.rights.create : days.rights.update) ? (
                      <button type="button" title={told(day)} aria-label={told(day)} onClick={() => void open(day)}>
                        {content}
                      </button>
                    ) : (
                      <div title={day && told(day)}>{content}</div>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="month-legend muted">
        {REASONS.map((reason) => (
          <span key={reason}>
            <span className={`day-mark is-${reason}`} aria-hidden="true" /> {t(`automation.calendars.reason.${reason}`)}
          </span>
        ))}
        {days.rights.create && <span className="month-pick">{t("automation.calendars.pick")}</span>}
      </div>
    </section>
  );
}
