/** One step of a run. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { showDateTime } from "../../lib/time";
import type { RunStep } from "./calls";
import { Countdown } from "./Countdown";
import { outcomeOf } from "./outcome";
import { StatusTag } from "./StatusTag";

const isFilled = (value: unknown) => value !== null && value !== undefined && !(typeof value === "object" && Object.keys(value).length === 0);

interface Props {
  step: RunStep;
  onSkip?: () => void;
  /** Leads to the block on the canvas. */
  onShow?: () => void;
  open?: boolean;
}

export function StepRow({ step, onSkip, onShow, open = false }: Props) {
  const { t } = useTranslation();
  const outcome = outcomeOf(step.output);
  const took = step.finished_at ? (Date.parse(step.finished_at) - Date.parse(step.started_at)) / 1000 : 0;
  return (
    <li className={`step is-${step.status}`}>
      <div className="step-line">
        <span className="muted step-kind">{t(`automation.kind.${step.kind}`, { defaultValue: step.kind })}</span>
        {onShow ? (
          <button type="button" className="document-block dry-step" onClick={onShow}>
            {step.text}
          </button>
        ) : (
          <b className="step-text">{step.text}</b>
        )}
        {step.path && <span className="muted">{t("automation.runPage.loop", { path: step.path })}</span>}
        <StatusTag of="step" status={step.status} />
        {outcome && <span>→ {t(`automation.outcome.${outcome}`, { defaultValue: outcome })}</span>}
      </div>
      {step.wake_at && (step.status === "waiting" || step.status === "retrying") && (
        <div className="step-line">
          <span>{t("automation.runPage.wakes", { when: showDateTime(step.wake_at) })}</span>
          <Countdown until={step.wake_at} />
        </div>
      )}
      {step.error && <div className="wrong pre-line">{step.error}</div>}
      <div className="step-line muted small-times">
        <time>{showDateTime(step.started_at)}</time>
        {took >= 1 && <span>{t("automation.runPage.took", { seconds: Math.round(took) })}</span>}
        {step.attempts > 1 && <span>{t("automation.runPage.attempts", { count: step.attempts })}</span>}
        {onSkip && (step.status === "waiting" || step.status === "failed") && (
          <Button size="small" onClick={onSkip}>
            {t(step.status === "failed" ? "automation.runPage.skip" : "automation.panel.stop")}
          </Button>
        )}
      </div>
      {(isFilled(step.input) || isFilled(step.output)) && (
        <details className="step-details" open={open}>
          <summary>{t("automation.runPage.details")}</summary>
          {isFilled(step.input) && <Data label={t("automation.runPage.input")} value={step.input} />}
          {isFilled(step.output) && <Data label={t("automation.runPage.output")} value={step.output} />}
        </details>
      )}
    </li>
  );
}

function Data({ label, value }: { label: string; value: unknown }) {
  return (
    <div>
      <span className="muted">{label}</span>
      <pre className="step-data">{typeof value === "string" ? value : JSON.stringify(value, null, 2)}</pre>
    </div>
  );
}
