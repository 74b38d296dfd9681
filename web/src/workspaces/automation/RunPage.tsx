/** One run: the drawing coloured by what happened, and each step with its input, result, errors and times. */
import { RedoOutlined, SendOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useLive } from "../../api/live";
import { recordPath, useObject } from "../../api/objects";
import { isProblem } from "../../api/problem";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { definitionQuery, isGoingOn, runQuery, type RunDetail } from "./calls";
import { Drawing } from "./Drawing";
import { StatusTag } from "./StatusTag";
import { StepRow } from "./StepRow";
import { useManaging } from "./useManaging";
import "./automation.css";
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
  const { mayManage, cancel, retry, skip } = useManaging();
  const mayRead = useObject("workflow")?.rights.read ?? false;
  const definition = useQuery({ ...definitionQuery(run.workflow.id, run.version), enabled: mayRead });
  const meta = useObject(run.object);
  useLive([`${run.object}:${run.record.id}`]);
  const statuses = Object.fromEntries(run.steps.map((step) => [step.step, step.status]));
  return (
    <div className="page">
      <PageHead
        back={mayRead ? `/workflows/${run.workflow.id}?tab=runs` : meta ? recordPath(meta, run.record.id) : "/"}
        title={
          <>
            {run.workflow.title} <span className="muted">· {t("automation.run", { id: run.id })}</span>
          </>
        }
      >
        {mayManage && run.status === "failed" && (
          <Button type="primary" icon={<RedoOutlined />} onClick={() => void retry(run.id)}>
            {t("automation.runPage.retry")}
          </Button>
        )}
        {mayManage && isGoingOn(run.status) && (
          <Button danger icon={<StopOutlined />} onClick={() => cancel(run.id)}>
            {t("automation.runPage.cancel")}
          </Button>
        )}
        <Link to={`/deliveries?run=${run.id}`}>
          <Button icon={<SendOutlined />}>{t("automation.runPage.deliveries")}</Button>
        </Link>
      </PageHead>
      <dl className="facts page-box">
        <div>
          <dt>{t("automation.runList.status")}</dt>
          <dd>
            <StatusTag of="run" status={run.status} />
          </dd>
        </div>
        <div>
          <dt>{t("automation.runPage.record")}</dt>
          <dd>
            <span className="muted">{meta?.label ?? run.object} </span>
            {meta && run.record.title ? <Link to={recordPath(meta, run.record.id)}>{run.record.title}</Link> : `#${run.record.id}`}
          </dd>
        </div>
        <div>
          <dt>{t("automation.version.number")}</dt>
          <dd>{run.version}</dd>
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
      <div className={definition.data ? "run-columns" : ""}>
        <section className="page-box">
          <h2>{t("automation.runPage.steps")}</h2>
          {run.steps.length === 0 ? (
            <EmptyState text={t("automation.runPage.noSteps")} />
          ) : (
            <ol className="steps">
              {run.steps.map((step) => (
                <StepRow key={step.id} step={step} {...(mayManage ? { onSkip: () => skip(run.id, step.id) } : {})} />
              ))}
            </ol>
          )}
        </section>
        {definition.data && (
          <section className="page-box">
            <h2>{t("automation.page.design")}</h2>
            <Drawing blocks={definition.data.blocks} statuses={statuses} />
          </section>
        )}
      </div>
    </div>
  );
}
