/** On a record: what workflows wait for, what they did, and why others did not run. */
import { ClockCircleOutlined, DownOutlined, PartitionOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { isProblem } from "../../api/problem";
import type { RecordSlotProps } from "../../objects/slots";
import { showDateTime, showRelative } from "../../lib/time";
import { titleOf } from "../../objects/fields/reference";
import { AnswerForm } from "./asks/AnswerForm";
import "./asks/askTexts";
import { automationQuery } from "./calls";
import { Countdown } from "./Countdown";
import { StatusTag } from "./StatusTag";
import { useManaging } from "./useManaging";
import "./automation.css";

const FEW = 4;

export function AutomationPanel({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const { data, error } = useQuery(automationQuery(meta, record.id));
  const { mayManage, skip } = useManaging();
  const [all, setAll] = useState(false);
  const [why, setWhy] = useState(false);
  if (!data && isProblem(error)) return null;
  if (!data) return null;
  const { asks = [], upcoming = [] } = data;
  if (data.waiting.length + data.ran.length + data.not_run.length + asks.length + upcoming.length === 0) return null;
  // What waits for people is said by the ask itself.
  const waiting = data.waiting.filter((each) => !asks.some((ask) => ask.run === each.run && ask.step === each.step));
  const waitingRuns = new Set(data.waiting.map((each) => each.run));
  const ran = data.ran.filter((each) => !waitingRuns.has(each.run));
  const shown = all ? ran : ran.slice(0, FEW);
  return (
    <section className="panel related automation-panel" aria-label={t("automation.title")}>
      <div className="panel-line">
        <span className="related-head">
          <PartitionOutlined /> {t("automation.title")}
        </span>
      </div>
      {asks.map((each) => (
        <div key={each.id} className="related-row automation-wait">
          <div className="automation-line">
            <Link to={`/asks/${each.id}`}>
              <b>{each.title}</b>
            </Link>
            <span className="muted automation-who">{each.people.filter((person) => person.is_open).map((person) => titleOf(person.user)).join(", ")}</span>
          </div>
          {each.is_mine ? <AnswerForm compact ask={each} /> : each.due_at && <div className="muted">{t("automation.asks.due", { when: showDateTime(each.due_at) })}</div>}
        </div>
      ))}
      {waiting.map((each) => (
        <div key={each.step_id} className="related-row automation-wait">
          <div className="automation-line">
            <Link to={`/runs/${each.run}`}>{each.workflow.title}</Link>
            <StatusTag of="step" status="waiting" />
          </div>
          <div>{each.text}</div>
          {each.wake_at && (
            <div className="automation-line">
              <b>{showDateTime(each.wake_at)}</b>
              <Countdown until={each.wake_at} />
            </div>
          )}
          {mayManage && (
            <Button size="small" className="automation-skip" onClick={() => skip(each.run, each.step_id)}>
              {t("automation.panel.stop")}
            </Button>
          )}
        </div>
      ))}
      {shown.map((each) => (
        <div key={each.run} className="related-row">
          <div className="automation-line">
            <Link to={`/runs/${each.run}`}>{each.workflow.title}</Link>
            <StatusTag of="run" status={each.status} />
          </div>
          <div className="automation-line muted">
            <span className={each.status === "failed" ? "wrong automation-text" : "automation-text"}>{each.text}</span>
            <time title={showDateTime(each.finished_at ?? each.started_at)}>{showRelative(each.finished_at ?? each.started_at)}</time>
          </div>
        </div>
      ))}
      {shown.length < ran.length && (
        <Button type="link" size="small" onClick={() => setAll(true)}>
          {t("automation.panel.more", { count: ran.length })}
        </Button>
      )}
      {data.waiting.length + ran.length === 0 && <span className="related-none muted">{t("automation.panel.none")}</span>}
      {upcoming.map((each, at) => (
        <div key={at} className="related-row">
          <div className="automation-line">
            <WorkflowName id={each.workflow.id} title={each.workflow.title} linked={mayManage} />
            <Tag icon={<ClockCircleOutlined />} variant="filled">
              {t("automation.upcoming.title")}
            </Tag>
          </div>
          <div className="muted automation-text">{each.text}</div>
          <div className="automation-line">
            <time dateTime={each.at}>{showDateTime(each.at)}</time>
            <Countdown until={each.at} />
          </div>
        </div>
      ))}
      {data.not_run.length > 0 && (
        <div className="automation-why">
          <button type="button" className="automation-toggle" aria-expanded={why} onClick={() => setWhy(!why)}>
            {why ? <DownOutlined /> : <RightOutlined />} {t("automation.panel.notRun", { count: data.not_run.length })}
          </button>
          {why &&
            data.not_run.map((each) => (
              <div key={each.workflow.id} className="related-row">
                <WorkflowName id={each.workflow.id} title={each.workflow.title} linked={mayManage} />
                <div className="muted">{each.reason}</div>
              </div>
            ))}
        </div>
      )}
    </section>
  );
}

function WorkflowName({ id, title, linked }: { id: number; title: string; linked: boolean }) {
  return linked ? <Link to={`/workflows/${id}`}>{title}</Link> : <span>{title}</span>;
}
