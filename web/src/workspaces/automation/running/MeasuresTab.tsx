/** The figures of a workflow on its drawing: how often each block was done, what failed there, how long it took, which ways were gone. */
import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import type { Definition } from "../calls";
import { Canvas } from "../canvas/Canvas";
import type { Mark } from "../canvas/CanvasContext";
import type { Document } from "../document/types";
import { measuresQuery, type BlockMeasure } from "./calls";
import { drawnTexts } from "./drawnTexts";
import { useLength } from "./useLength";
import "../designer/designer.css";
import "./running.css";

const DAYS = [7, 30, 90] as const;

export function MeasuresTab({ workflow, definition }: { workflow: number; definition: Definition | undefined }) {
  const { t } = useTranslation();
  const length = useLength();
  const [days, setDays] = useState<number>(30);
  const [selected, setSelected] = useState<string | null>(null);
  const { data, error, refetch } = useQuery(measuresQuery(workflow, days));
  const texts = useMemo(() => (definition ? drawnTexts(definition.blocks) : {}), [definition]);
  const { marks, branchNotes } = useMemo(() => {
    const shown: Record<string, Mark> = {};
    const notes: Record<string, string> = {};
    for (const [id, block] of Object.entries(data?.blocks ?? {})) {
      const percent = block.count > 0 ? Math.round((100 * block.failed) / block.count) : 0;
      const parts = [t("automation.measure.done", { count: block.count }), ...(percent > 0 ? [t("automation.measure.failed", { percent })] : []), ...(block.median_seconds !== null && block.median_seconds >= 1 ? [length(block.median_seconds)] : [])];
      shown[id] = { note: parts.join(" · "), ...(percent >= 10 ? { status: "failing" } : {}) };
      for (const [name, count] of Object.entries(block.branches)) notes[`${id}:${name.replace(/^(else_if|case|branch)_(\d+)$/, "$1.$2")}`] = String(count);
    }
    return { marks: shown, branchNotes: notes };
  }, [data, t, length]);
  if (!definition) return <EmptyState text={t("automation.list.unpublished")} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  const { runs } = data;
  const most = Math.max(1, ...data.by_day.map((day) => day.total));
  const chosen: BlockMeasure | undefined = selected ? data.blocks[selected] : undefined;
  return (
    <div className="designer">
      <div className="measures-head">
        <Segmented size="small" value={days} onChange={setDays} options={DAYS.map((each) => ({ value: each as number, label: t("automation.measure.days", { days: each }) }))} />
        <dl className="measures-facts">
          {(["total", "completed", "failed", "waiting"] as const).map((name) => (
            <div key={name}>
              <dt>{t(`automation.measure.${name === "total" ? "runs" : name === "failed" ? "failures" : name}`)}</dt>
              <dd className={name === "failed" && runs.failed > 0 ? "wrong" : ""}>{name === "failed" ? <Link to={`/runs?workflow=${workflow}&status=failed`}>{runs.failed}</Link> : name === "waiting" ? <Link to={`/runs?workflow=${workflow}&status=waiting`}>{runs.waiting + runs.queued}</Link> : runs[name]}</dd>
            </div>
          ))}
          <div>
            <dt>{t("automation.measure.duration")}</dt>
            <dd>{length(runs.median_seconds)}</dd>
          </div>
          {data.alarms.answered > 0 && (
            <div title={data.alarms.reasons.join("\n")}>
              <dt>{t("automation.measure.falseAlarms")}</dt>
              <dd className={data.alarms.are_many ? "wrong" : ""}>{t("automation.measure.falseOf", { count: data.alarms.false, all: data.alarms.answered })}</dd>
            </div>
          )}
        </dl>
        <div className="measures-days" role="img" aria-label={`${t("automation.measure.perDay")}: ${data.by_day.map((day) => `${day.day} ${day.total}`).join(", ")}`}>
          {data.by_day.map((day) => (
            <span key={day.day} title={`${day.day}: ${day.total}`} style={{ height: `${Math.max(4, (100 * day.total) / most)}%` }} className={day.total === 0 ? "is-none" : ""}>
              {day.failed > 0 && <i style={{ height: `${(100 * day.failed) / day.total}%` }} />}
            </span>
          ))}
        </div>
      </div>
      {data.alarms.reasons.length > 0 && (
        <p className="muted measures-alarms">
          {t("automation.measure.falseReasons")} {data.alarms.reasons.join(" · ")}
        </p>
      )}
      {chosen?.error && (
        <div className="panel-problems measures-error">
          <Link to={`/runs/${chosen.error.run}`}>{t("automation.run.label", { id: chosen.error.run })}</Link> {chosen.error.text}
        </div>
      )}
      <div className="designer-stage">
        <div className="designer-canvas">
          <Canvas document={definition.document as unknown as Document} texts={texts} marks={marks} branchNotes={branchNotes} selected={selected} onSelect={setSelected} label={t("automation.page.measures")} />
        </div>
      </div>
    </div>
  );
}
