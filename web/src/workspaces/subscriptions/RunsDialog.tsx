/** Every time of a subscription and what became of it. */
import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { runsQuery, type Item, type RunShown } from "./calls";
import { RunResult } from "./RunResult";

const LATE_SECONDS = 120;

export function RunsDialog({ row, onClose }: { row: Item; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(runsQuery(row.id));
  const columns: PlainColumn<RunShown>[] = [
    { key: "due", title: t("subscriptions.due"), heading: true, width: 160, render: (run) => showDateTime(run.due_at) },
    { key: "result", title: t("subscriptions.resultTitle"), width: 230, render: (run) => <RunResult run={run} /> },
    {
      key: "note",
      title: "",
      render: (run) => (
        <span className="muted">
          {[...(run.reason ? [run.reason] : []), ...(run.late_seconds >= LATE_SECONDS ? [t("subscriptions.late", { count: Math.round(run.late_seconds / 60) })] : []), ...(run.missed.length ? [t("subscriptions.missed", { count: run.missed.length })] : [])].join(" · ")}
        </span>
      ),
    },
  ];
  return (
    <Modal open width={760} title={t("subscriptions.historyOf", { name: row.name })} footer={null} onCancel={onClose}>
      <div className="subscription-runs">{!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : data.items.length ? <PlainTable rows={data.items} columns={columns} rowKey={(run) => run.id} /> : <EmptyState text={t("subscriptions.notYet")} />}</div>
    </Modal>
  );
}
