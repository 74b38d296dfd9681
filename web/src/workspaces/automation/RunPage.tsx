/** One run: the canvas coloured by what happened, and each step with its input, result, errors and times. */
import { ArrowLeftOutlined, PlayCircleOutlined, RedoOutlined, ReloadOutlined, SendOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Segmented, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useLive } from "../../api/live";
import { recordPath, useObject } from "../../api/objects";
import { isProblem } from "../../api/problem";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { useNarrow } from "../../ui/useNarrow";
import { useTitle } from "../../ui/useTitle";
import { definitionQuery, isGoingOn, runQuery, type RunDetail } from "./calls";
import { Canvas } from "./canvas/Canvas";
import type { Document } from "./document/types";
import { drawnTexts } from "./running/drawnTexts";
import { goneOf, isIn, marksOf, passesOf } from "./running/wayOf";
import { StatusTag } from "./StatusTag";
import { StepRow } from "./StepRow";
import { useManaging } from "./useManaging";
import "./automation.css";
import "./designer/designer.css";
import "./pageTexts";

export function RunPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const { data, error, refetch } = useQuery(runQuery(id));
  if (!data && isProblem(error) && (error.status === 404 || error.status === 403)) return <EmptyState text={t("error.notFoundHint")} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return <Shown run={data} />;
}

function Shown({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const meta = useObject(run.object);
  const { mayManage, cancel, retry, skip, rerun, startFrom } = useManaging();
  const definition = useQuery(definitionQuery(run.workflow.id, run.version)).data;
  useLive([`${run.object}:${run.record.id}`]);
  useTitle(`${run.workflow.title} · ${run.record.title}`);
  const [selected, setSelected] = useState<string | null>(null);
  const [pass, setPass] = useState<string | null>(null);
  const [view, setView] = useState<"canvas" | "list">("canvas");
  const document = definition?.document as Document | undefined;
  const texts = useMemo(() => (definition ? drawnTexts(definition.blocks) : {}), [definition]);
  const passes = passesOf(run.steps);
  const marks = useMemo(() => (document ? marksOf(document, run.steps, pass, (count) => t("automation.measure.done", { count })) : {}), [document, run.steps, pass, t]);
  const gone = useMemo(() => (document ? goneOf(document, run.steps, pass) : null), [document, run.steps, pass]);
  const block = selected && !selected.startsWith("trigger_") ? selected : null;
  const shown = run.steps.filter((step) => isIn(step.path, pass) && (block === null || step.step === block));
  const goesOn = isGoingOn(run.status);

  const aside = (
    <aside className="designer-panel run-side" aria-label={t("automation.runPage.steps")}>
      <div className="designer-panel-body">
        <dl className="facts">
          <div>
            <dt>{t("automation.runPage.record")}</dt>
            <dd>{meta && run.record.title ? <Link to={recordPath(meta, run.record.id)}>{run.record.title}</Link> : `${meta?.label ?? run.object} #${run.record.id}`}</dd>
          </div>
          <div>
            <dt>{t("automation.runPage.started")}</dt>
            <dd>{showDateTime(run.started_at)}</dd>
          </div>
          {run.finished_at && (
            <div>
              <dt>{t("automation.runPage.finished")}</dt>
              <dd>{showDateTime(run.finished_at)}</dd>
            </div>
          )}
        </dl>
        {run.error && <Alert type={run.status === "cancelled" ? "info" : "error"} showIcon className="gap-below" title={<span className="pre-line">{run.error}</span>} />}
        {passes.length > 0 && (
          <Select className="full gap-below" aria-label={t("automation.run.pass")} value={pass ?? ""} onChange={(next) => setPass(next || null)} options={[{ value: "", label: t("automation.run.allPasses") }, ...passes.map((path) => ({ value: path, label: t("automation.run.passNumber", { path }) }))]} />
        )}
        {block && (
          <div className="form-line gap-below">
            <b className="grow">{texts[block] ?? block}</b>
            {mayManage && shown.length > 0 && (
              <Button size="small" icon={<PlayCircleOutlined />} onClick={() => startFrom(run.id, block, texts[block] ?? block)}>
                {t("automation.run.startFrom")}
              </Button>
            )}
          </div>
        )}
        {shown.length === 0 ? (
          <p className="muted">{block ? t("automation.run.notReached") : t("automation.runPage.noSteps")}</p>
        ) : (
          <ol className="steps">
            {shown.map((step) => (
              <StepRow key={step.id} step={step} open={block !== null} {...(mayManage && (isGoingOn(run.status) || run.status === "failed") ? { onSkip: () => skip(run.id, step.id, step.status === "failed") } : {})} onShow={() => setSelected(step.step)} />
            ))}
          </ol>
        )}
      </div>
    </aside>
  );
  const canvas = document && <Canvas document={document} texts={texts} marks={marks} gone={gone} selected={selected} onSelect={setSelected} label={t("automation.run.canvas")} />;

  return (
    <div className="designer-page">
      <header className="workflow-head is-design">
        <Link to="/runs" className="record-back" aria-label={t("common.back")} title={t("common.back")}>
          <ArrowLeftOutlined />
        </Link>
        <h1 className="workflow-title ellipsis">
          <Link to={`/workflows/${run.workflow.id}`}>{run.workflow.title}</Link>
        </h1>
        <span className="muted workflow-of">
          {t("automation.run.label", { id: run.id })} · {t("automation.runPage.version", { number: run.version })}
        </span>
        <StatusTag of="run" status={run.status} />
        <span className="grow" />
        {mayManage && goesOn && (
          <Button danger icon={<StopOutlined />} title={t("automation.runPage.cancel")} aria-label={t("automation.runPage.cancel")} onClick={() => cancel(run.id)}>
            {narrow ? null : t("automation.runPage.cancel")}
          </Button>
        )}
        {mayManage && run.status === "failed" && (
          <Button type="primary" icon={<RedoOutlined />} onClick={() => void retry(run.id)}>
            {t("automation.runPage.retry")}
          </Button>
        )}
        {mayManage && !goesOn && (
          <Button icon={<ReloadOutlined />} title={t("automation.run.rerun")} aria-label={t("automation.run.rerun")} onClick={() => rerun(run.id)}>
            {narrow ? null : t("automation.run.rerun")}
          </Button>
        )}
        <Link to={`/deliveries?run=${run.id}`}>
          <Button icon={<SendOutlined />} title={t("automation.runPage.deliveries")} aria-label={t("automation.runPage.deliveries")} />
        </Link>
        {narrow && <Segmented size="small" value={view} onChange={setView} options={[{ value: "canvas" as const, label: t("automation.run.canvas") }, { value: "list" as const, label: t("automation.run.list") }]} />}
      </header>
      <div className="designer-stage">
        {(!narrow || view === "canvas") && <div className="designer-canvas">{canvas ?? <Loading />}</div>}
        {(!narrow || view === "list") && aside}
      </div>
    </div>
  );
}
