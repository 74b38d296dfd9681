/** How far a workflow is that was started for many records. While none goes on, it is shown only where all are wanted. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Progress, Tag } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { post } from "../../../api/client";
import { onRollout } from "../../../api/live";
import { recordPath, useObject } from "../../../api/objects";
import { Cancelled } from "../../../api/problem";
import { showDateTime } from "../../../lib/time";
import { sentenceOf } from "../../../ui/Problems";
import { isRunning, percentOf, rolloutsQuery, withNews, type Rollout } from "./rollout";
import "./startTexts";
import "./starts.css";

interface Props {
  workflow: number;
  /** What the workflow is about, for links to the records that were left out. */
  object: string;
  /** Also those that are over. */
  all: boolean;
}

export function Rollouts({ workflow, object, all }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data } = useQuery(rolloutsQuery(workflow));
  const [seen, setSeen] = useState<readonly number[]>([]);
  useEffect(
    () =>
      onRollout((news) => {
        if (news.workflow !== workflow) return;
        setSeen((now) => (now.includes(news.id) ? now : [...now, news.id]));
        const { queryKey } = rolloutsQuery(workflow);
        const next = withNews(client.getQueryData(queryKey), news);
        if (next) client.setQueryData(queryKey, next);
        else void client.invalidateQueries({ queryKey });
      }),
    [client, workflow],
  );
  const shown = (data ?? []).filter((each) => all || isRunning(each) || seen.includes(each.id));
  if (shown.length === 0) return null;
  return (
    <section className="rollouts" aria-label={t("automation.rollout.title")}>
      {all && <h2>{t("automation.rollout.title")}</h2>}
      {shown.map((each) => (
        <Row key={each.id} rollout={each} object={object} brief={!all} />
      ))}
    </section>
  );
}

function Row({ rollout, object, brief }: { rollout: Rollout; object: string; brief: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal } = App.useApp();
  const meta = useObject(object);
  const [wrong, setWrong] = useState("");
  const running = isRunning(rollout);
  const cancel = () =>
    modal.confirm({
      title: t("automation.rollout.cancelSure"),
      content: t("automation.rollout.cancelText"),
      okText: t("automation.rollout.cancel"),
      cancelText: t("common.back"),
      okButtonProps: { danger: true },
      onOk: async () => {
        setWrong("");
        try {
          await post(`/api/rollouts/${rollout.id}/cancel`);
        } catch (error) {
          if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
        }
        await client.invalidateQueries({ queryKey: ["rollouts"] });
      },
    });
  const said = [t("automation.rollout.progress", { done: rollout.done.toLocaleString(), total: rollout.total.toLocaleString() }), t("automation.rollout.started", { count: rollout.started })];
  const left = rollout.done - rollout.started;
  return (
    <div className="rollout">
      <div className="rollout-line" role={running ? "status" : undefined}>
        <Tag variant="filled" color={running ? "processing" : rollout.status === "done" ? "success" : "default"}>
          {t(`automation.rollout.${rollout.status as "running" | "done" | "cancelled"}`)}
        </Tag>
        <span>{said.join(" · ")}</span>
        {left > 0 && <span className="muted">{t("automation.rollout.refused", { count: left })}</span>}
        <span className="grow" />
        {!brief && <span className="muted">{rollout.created_by ? t("automation.rollout.by", { when: showDateTime(rollout.created_at), who: rollout.created_by }) : showDateTime(rollout.created_at)}</span>}
        {running && (
          <Button size="small" onClick={cancel}>
            {t("automation.rollout.cancel")}
          </Button>
        )}
      </div>
      {running && <Progress aria-label={said.join(", ")} percent={percentOf(rollout)} size="small" />}
      {wrong && <Alert type="error" showIcon title={wrong} />}
      {!brief && rollout.refused.length > 0 && (
        <details>
          <summary className="muted">{t("automation.rollout.refusedMost")}</summary>
          <ul className="rollout-left">
            {rollout.refused.map((each) => (
              <li key={each.id}>
                {meta && each.title ? <Link to={recordPath(meta, each.id)}>{each.title}</Link> : `#${each.id}`} <span className="muted">{each.detail}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
