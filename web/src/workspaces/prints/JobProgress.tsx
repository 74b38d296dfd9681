/** A print that a worker makes: how far it is, and the PDF when it is there. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Modal, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { jobPdf, readJob, type Job } from "./calls";

export function JobProgress({ begun, title, onClose }: { begun: Job; title: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: job = begun } = useQuery({
    queryKey: ["prints", "job", begun.id],
    queryFn: () => readJob(begun.id),
    refetchInterval: ({ state }) => (state.data?.status === "done" || state.data?.status === "failed" ? false : 800),
  });
  const done = job.status === "done";
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("prints.close")}</Button>
          <Button type="primary" disabled={!done} href={jobPdf(job.id)} target="_blank" rel="noopener" onClick={onClose}>
            {t("prints.openReady")}
          </Button>
        </>
      }
    >
      {job.status === "failed" ? (
        <Alert type="error" showIcon title={job.error} />
      ) : (
        <>
          <Progress percent={done ? 100 : Math.min(95, Math.round((job.done / Math.max(job.total, 1)) * 95))} status={done ? "success" : "active"} />
          <p aria-live="polite">{done ? t("prints.ready") : job.status === "queued" ? t("prints.queued") : t("prints.making", { done: job.done, total: job.total })}</p>
        </>
      )}
    </Modal>
  );
}
