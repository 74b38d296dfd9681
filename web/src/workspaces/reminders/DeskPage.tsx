/** The reminders desk: what waits for an answer, what was put off, what comes, and what was answered. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { lazily } from "../../api/parts";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { useAddressParts } from "../../ui/useAddressParts";
import { deskQuery, type Desk, type Whose } from "./calls";
import { OccurrenceRow } from "./OccurrenceRow";
import "./reminders.css";

const ReminderDialog = lazily(() => import("./ReminderDialog").then((module) => ({ default: module.ReminderDialog })));

const PARTS = ["waiting", "snoozed", "coming", "answered"] as const;

export function DeskPage() {
  const { t } = useTranslation();
  const [parts, setPart] = useAddressParts();
  const asked = parts.get("whose");
  const whose: Whose = asked === "made" || asked === "team" ? asked : "mine";
  const { data, error, refetch } = useQuery(deskQuery(whose));
  const [making, setMaking] = useState(false);
  useLive(["reminder"]);
  return (
    <div className="page page-narrow">
      <PageHead title={t("reminders.desk")}>
        <Link to="/reminders">
          <Button>{t("reminders.allOfThem")}</Button>
        </Link>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {t("reminders.new")}
        </Button>
      </PageHead>
      <div className="page-filters">
        <Segmented<Whose> value={whose} onChange={(next) => setPart("whose", next === "mine" ? "" : next)} options={(["mine", "made", "team"] as const).map((value) => ({ value, label: t(`reminders.whose.${value}`) }))} />
      </div>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : <Parts desk={data} whose={whose} />}
      <Suspense fallback={null}>{making && <ReminderDialog onClose={() => setMaking(false)} />}</Suspense>
    </div>
  );
}

function Parts({ desk, whose }: { desk: Desk; whose: Whose }) {
  const { t } = useTranslation();
  const filled = PARTS.filter((part) => desk[part].length > 0);
  if (filled.length === 0) return <EmptyState text={t(`reminders.none.${whose}`)} />;
  return filled.map((part) => (
    <section key={part} className="desk-part" aria-label={t(`reminders.part.${part}`)}>
      <h2>
        {t(`reminders.part.${part}`)} <span className={`desk-count${part === "waiting" ? " is-calling" : ""}`}>{desk.counts[part]}</span>
      </h2>
      <ul className="occurrences">
        {desk[part].map((occurrence) => (
          <OccurrenceRow key={occurrence.id} occurrence={occurrence} owned={whose !== "mine"} />
        ))}
      </ul>
      {(desk.counts[part] ?? 0) > desk[part].length && (
        <p className="muted desk-rest">
          {t("reminders.rest", { count: (desk.counts[part] ?? 0) - desk[part].length })} <Link to="/reminders">{t("reminders.allOfThem")}</Link>
        </p>
      )}
    </section>
  ));
}
