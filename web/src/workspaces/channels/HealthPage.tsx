/** Whether everything that works in the background does, as it is now. */
import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from "@ant-design/icons";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get } from "../../api/client";
import type { components } from "../../api/generated";
import { isProblem } from "../../api/problem";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import "./channels.css";

type Health = components["schemas"]["HealthAnswer"];
type Loop = Health["loops"][number];
type Channel = Health["channels"][number];

const healthQuery = queryOptions({
  queryKey: ["channels", "health"],
  queryFn: ({ signal }) => get<Health>("/api/health/all", {}, signal),
  refetchInterval: 5_000,
  retry: false,
});

export function HealthPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(healthQuery);
  if (!data && isProblem(error) && error.status === 403) return <EmptyState text={sentenceOf(error)} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  const ago = (seconds: number) => (seconds < 120 ? t("channels.health.seconds", { count: seconds }) : t("channels.health.minutes", { count: Math.round(seconds / 60) }));

  const loops: PlainColumn<Loop>[] = [
    { key: "name", title: t("channels.health.work"), heading: true, render: (row) => row.label },
    {
      key: "state",
      title: t("channels.state"),
      width: 300,
      render: (row) => (
        <>
          <Light is={row.state === "ok" ? "good" : row.state === "silent" ? "bad" : "warning"}>{t(`channels.health.state.${row.state}`)}</Light>
          {row.state === "breaking" && <div className="wrong">{row.error}</div>}
        </>
      ),
    },
    { key: "at", title: t("channels.health.sign"), width: 130, render: (row) => <span title={showDateTime(row.at)}>{ago(row.silent_seconds)}</span> },
    { key: "late", title: t("channels.health.behind"), width: 110, render: (row) => (row.late_seconds > 0 ? ago(row.late_seconds) : <span className="muted">{t("channels.health.nothing")}</span>) },
    { key: "processes", title: t("channels.health.processes"), width: 80, align: "right", render: (row) => row.processes },
  ];
  const channels: PlainColumn<Channel>[] = [
    { key: "name", title: t("channels.channel"), heading: true, render: (row) => row.label },
    {
      key: "state",
      title: t("channels.state"),
      width: 300,
      render: (row) => (
        <>
          <Light is={row.state === "ok" ? "good" : "bad"}>{t(`channels.status.${row.state}`)}</Light>
          {row.state === "down" && (
            <div className="wrong">
              {row.since && t("channels.since", { when: showDateTime(row.since) })} {row.error}
            </div>
          )}
        </>
      ),
    },
    { key: "looked", title: t("channels.health.looked"), width: 240, render: (row) => (row.looked_at ? showDateTime(row.looked_at) : <span className="muted">{t("channels.health.never")}</span>) },
    { key: "queued", title: t("channels.waiting"), width: 80, align: "right", render: (row) => (row.queued > 0 ? <Link to={`/deliveries?channel=${row.name}`}>{row.queued}</Link> : 0) },
  ];
  return (
    <div className="page page-narrow">
      <PageHead title={t("channels.health.title")} about={t("channels.health.about")} back="/setup" />
      {error && <Alert type="error" banner className="gap-below" title={sentenceOf(error)} />}
      <section className="page-box">
        <h2>{t("channels.health.background")}</h2>
        {data.loops.length === 0 ? <Alert type="error" showIcon title={t("channels.health.noWorker")} /> : <PlainTable rows={data.loops} columns={loops} rowKey={(row) => row.name} />}
      </section>
      <section className="page-box">
        <h2>{t("channels.title")}</h2>
        <PlainTable rows={data.channels} columns={channels} rowKey={(row) => row.name} />
      </section>
    </div>
  );
}

function Light({ is, children }: { is: "good" | "warning" | "bad"; children: ReactNode }) {
  const Icon = is === "good" ? CheckCircleFilled : is === "bad" ? CloseCircleFilled : ExclamationCircleFilled;
  return (
    <span className={`light is-${is}`}>
      <Icon aria-hidden /> {children}
    </span>
  );
}
