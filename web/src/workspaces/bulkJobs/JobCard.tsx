/** One change or export in the background: how far it is, and when it has ended what came of it. */
import { CloseOutlined, DownloadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObject } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { readBulkJob, takeExport, tellBulkJob, type BulkJob } from "../../api/records";
import { forgetUndo, rememberUndo } from "../../api/undoStack";
import { EmptyState } from "../../ui/EmptyState";
import { showSize } from "../../lib/numbers";
import { sentenceOf } from "../../ui/Problems";

const ASK_EVERY_MS = 1_500;
/** The server deletes files of exports after so many days. */
const KEPT_DAYS = 7;
const goesOn = (job: BulkJob) => job.status === "queued" || job.status === "running";

interface Props {
  id: number;
  /** Takes the card away; it stays without. */
  onClose?: () => void;
  /** An undo of this change has begun. */
  onStarted?: (id: number) => void;
}

export function JobCard({ id, onClose, onStarted }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const queryKey = ["bulk-jobs", "one", id];
  const { data: job, error: missing } = useQuery({ queryKey, queryFn: () => readBulkJob(id), refetchInterval: ({ state }) => ((state.data ? goesOn(state.data) : !state.error) ? ASK_EVERY_MS : false) });
  const meta = useObject(job?.object);
  const [stopping, setStopping] = useState(false);
  const status = job?.status;
  const ended = !!job && !goesOn(job) && job.status !== "asking";
  const undoable = !!job?.undoable;
  const exports = job?.do === "export";

  const tell = async (what: "stop" | "resume" | "undo") => {
    try {
      const answer = await tellBulkJob(id, what);
      if (what === "undo") {
        onStarted?.(answer.id);
        onClose?.();
      }
      await client.invalidateQueries({ queryKey: ["bulk-jobs"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };

  useEffect(() => {
    if (ended && !exports) void client.invalidateQueries({ queryKey: ["records"] });
  }, [client, ended, exports]);

  useEffect(() => {
    if (!undoable) return undefined;
    const key = `bulk-${id}`;
    rememberUndo(key, () => tell("undo"));
    return () => forgetUndo(key);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `tell` only needs the number
  }, [id, undoable]);

  if (missing && !job) return onClose ? null : <EmptyState text={t("bulkJobs.notFound")} />;
  if (!job || !status) return null;
  const action = meta?.actions.find((each) => each.name.endsWith(`.${job.action.replaceAll("-", "_")}`))?.label ?? job.action;
  const percent = job.total > 0 ? Math.min(100, Math.floor((100 * job.looked_at) / job.total)) : ended ? 100 : 0;
  const numbers = { changed: job.changed, total: job.total, error: job.error };
  const exportEnded = ({ has_file, size, error }: BulkJob) => {
    if (status === "done") return has_file ? t("bulkJobs.exported", { count: job.changed, size: showSize(size), days: KEPT_DAYS }) : t("bulkJobs.exportGone", { days: KEPT_DAYS });
    return status === "stopped" ? t("bulkJobs.exportStopped") : error;
  };
  const showRefusals = () =>
    modal.info({
      title: t("bulkJobs.refused", { count: job.refused }),
      width: 560,
      content: (
        <>
          {job.refusals.length < job.refused && <p className="muted">{t("bulkJobs.firstOnes", { count: job.refusals.length })}</p>}
          <ul className="failures">
            {job.refusals.map((each) => (
              <li key={each.id}>
                {meta ? <Link to={recordPath(meta, each.id)}>{each.title}</Link> : <b>{each.title}</b>} {each.detail}
              </li>
            ))}
          </ul>
        </>
      ),
    });

  return (
    <section className="bulk-job">
      <div className="bulk-job-head">
        <b className="ellipsis grow">{t(`bulkJobs.${job.do}`, { objects: meta?.label_plural ?? job.object, action })}</b>
        {!goesOn(job) && onClose && <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t("bulkJobs.close")} onClick={onClose} />}
      </div>
      <Progress aria-label={t("bulkJobs.progress", { done: job.looked_at, total: job.total })} percent={percent} size="small" status={status === "failed" ? "exception" : ended ? (status === "stopped" ? "normal" : "success") : "active"} />
      <div className="muted">
        {status === "queued" && t("bulkJobs.waiting")}
        {status === "running" && (stopping ? t("bulkJobs.stopping") : `${t("bulkJobs.progress", { done: job.looked_at, total: job.total })} · ${t("bulkJobs.background")}`)}
        {status === "asking" && t("bulkJobs.asking")}
        {ended && (exports ? exportEnded(job) : t(`bulkJobs.${status}`, numbers))}
        {job.refused > 0 && (
          <>
            {" · "}
            {t("bulkJobs.refused", { count: job.refused })}
          </>
        )}
      </div>
      <div className="bulk-job-foot">
        {goesOn(job) && job.do !== "undo" && (
          <Button
            size="small"
            disabled={stopping}
            onClick={() => {
              setStopping(true);
              void tell("stop");
            }}
          >
            {t(exports ? "common.cancel" : "bulkJobs.stop")}
          </Button>
        )}
        {exports && job.has_file && (
          <Button size="small" type="primary" icon={<DownloadOutlined />} onClick={() => void takeExport(id).catch((error: unknown) => message.error(sentenceOf(error)))}>
            {t("bulkJobs.download")}
          </Button>
        )}
        {status === "asking" && (
          <>
            <Button size="small" type="primary" onClick={() => void tell("resume")}>
              {t("bulkJobs.answer")}
            </Button>
            <Button size="small" onClick={() => void tell("stop")}>
              {t("bulkJobs.stop")}
            </Button>
          </>
        )}
        {ended && job.refused > 0 && (
          <Button size="small" onClick={showRefusals}>
            {t("bulkJobs.show")}
          </Button>
        )}
        {ended && undoable && (
          <Button size="small" onClick={() => void tell("undo")}>
            {t("bulkJobs.undoIt")}
          </Button>
        )}
      </div>
    </section>
  );
}
