/** When the company works: a month as it comes out, the usual week, and the next days that differ. */
import { EditOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useLive } from "../../../api/live";
import { fieldOf, useObject } from "../../../api/objects";
import { someRecords } from "../../../api/records";
import type { ObjectMeta, Row } from "../../../api/types";
import { FormContext } from "../../../objects/form/FormContext";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import { MonthView } from "./MonthView";
import { NextDays } from "./NextDays";
import "./settings.css";
import "./settingsTexts";

const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

export function CalendarsPage() {
  const { t } = useTranslation();
  const meta = useObject("working_calendar");
  const days = useObject("working_day");
  if (!meta?.rights.read || !days?.rights.read) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} days={days} />;
}

function Shown({ meta, days }: { meta: ObjectMeta; days: ObjectMeta }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const [search, setSearch] = useSearchParams();
  const { data, error, refetch } = useQuery(someRecords(meta, { limit: 100, sort: "name" }));
  useLive(["working_calendar", "working_day"]);
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  const chosen = data.items.find((row) => String(row.id) === search.get("calendar")) ?? data.items.find((row) => row["is_default"] === true) ?? data.items[0];
  const several = data.items.length > 1;
  const openDay = (values: Record<string, unknown>) => openForm({ object: days.name, values: { ...values, ...(several && chosen ? { calendar: { id: chosen.id, title: chosen.title } } : {}) }, onSaved: () => undefined });
  const add = meta.rights.create && (
    <Button icon={<PlusOutlined />} onClick={() => openForm({ object: meta.name, onSaved: (row) => setSearch({ calendar: String(row.id) }) })}>
      {t("form.new", { object: meta.label })}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={t("automation.calendars.title")} about={t("automation.calendars.about")} back="/setup">
        {several && chosen && <Select className="calendar-choice" aria-label={meta.label} value={chosen.id} options={data.items.map((row) => ({ value: row.id, label: row.title }))} onChange={(id) => setSearch({ calendar: String(id) })} />}
        {chosen && add}
      </PageHead>
      {!chosen ? (
        <EmptyState text={t("automation.calendars.none")} action={add} />
      ) : (
        <div className="calendar-columns">
          <MonthView key={chosen.id} calendar={chosen.id} days={days} onAdd={openDay} />
          <div>
            <Week meta={meta} row={chosen} />
            <NextDays meta={days} calendar={chosen} several={several} onAdd={() => openDay({})} />
          </div>
        </div>
      )}
    </div>
  );
}

function Week({ meta, row }: { meta: ObjectMeta; row: Row }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const text = (name: string) => (typeof row[name] === "string" ? row[name] : "");
  return (
    <section className="page-box" aria-label={t("automation.calendars.week")}>
      <div className="box-head">
        <h2>{row.title}</h2>
        {meta.rights.update && (
          <Button size="small" icon={<EditOutlined />} onClick={() => openForm({ object: meta.name, record: row, onSaved: () => undefined })}>
            {t("automation.calendars.edit")}
          </Button>
        )}
      </div>
      <dl className="week-hours">
        {WEEK.map((name) => (
          <div key={name}>
            <dt>{fieldOf(meta, name)?.label}</dt>
            <dd>{text(name) || <span className="muted">{t("automation.calendars.closed")}</span>}</dd>
          </div>
        ))}
        <div className="week-more">
          <dt>{t("automation.calendars.zone")}</dt>
          <dd>{text("time_zone") || t("automation.calendars.companyZone")}</dd>
        </div>
        <div>
          <dt>{t("automation.calendars.holidays")}</dt>
          <dd>{text("country") || t("automation.calendars.noHolidays")}</dd>
        </div>
      </dl>
      {meta.rights.update && <p className="muted calendar-note">{t("automation.calendars.hoursHint")}</p>}
      {row["is_default"] === true && <p className="muted calendar-note">{t("automation.calendars.default")}</p>}
    </section>
  );
}
