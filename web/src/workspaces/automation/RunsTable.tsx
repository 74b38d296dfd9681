/** Runs, newest first, of all workflows or of one. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../api/objects";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { runPages, type RunItem, type RunsQuery } from "./calls";
import { StatusTag } from "./StatusTag";
import "./automation.css";

export function RunsTable({ query, withWorkflow }: { query: RunsQuery; withWorkflow: boolean }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(runPages(query));
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState text={t("automation.runList.none")} />;
  const columns: PlainColumn<RunItem>[] = [
    { key: "id", title: t("automation.runs"), width: 110, heading: true, render: (run) => <Link to={`/runs/${run.id}`}>{t("automation.runNumber", { id: run.id })}</Link> },
    ...(withWorkflow ? [{ key: "workflow", title: t("automation.runList.workflow"), render: (run: RunItem) => <Link to={`/workflows/${run.workflow.id}`}>{run.workflow.title}</Link> }] : []),
    {
      key: "record",
      title: t("automation.runList.record"),
      render: ({ record }) => {
        const meta = objects.find((each) => each.name === record.object);
        const label = `${meta?.label ?? record.object} `;
        return record.title && meta ? (
          <span>
            <span className="muted">{label}</span>
            <Link to={recordPath(meta, record.id)}>{record.title}</Link>
          </span>
        ) : (
          <span className="muted">
            {label}#{record.id} ({t("automation.runList.gone")})
          </span>
        );
      },
    },
    {
      key: "status",
      title: t("automation.runList.status"),
      render: (run) => (
        <div>
          <StatusTag of="run" status={run.status} />
          {run.error && <div className="wrong">{run.error}</div>}
        </div>
      ),
    },
    { key: "started", title: t("automation.runList.started"), width: 140, render: (run) => <time title={showRelative(run.started_at)}>{showDateTime(run.started_at)}</time> },
    { key: "finished", title: t("automation.runList.finished"), width: 140, render: (run) => (run.finished_at ? <time>{showDateTime(run.finished_at)}</time> : null) },
  ];
  return (
    <>
      <PlainTable rows={items} columns={columns} rowKey={(run) => run.id} />
      {hasNextPage && (
        <div className="page-more">
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("list.loadMore")}
          </Button>
        </div>
      )}
    </>
  );
}
