/** Leads that were handed to the person and wait for their answer, which is given right here. */
import { CheckOutlined, ClockCircleOutlined, SwapOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObject } from "../../api/objects";
import { lazily } from "../../api/parts";
import { someRecords } from "../../api/records";
import { useMe } from "../../api/session";
import type { ActionMeta, ObjectMeta, Row } from "../../api/types";
import { idOf, titleOf } from "../../objects/fields/reference";
import { matches } from "../../lib/matches";
import { showDateTime, showRelative } from "../../lib/time";
import { automationQuery } from "../automation/calls";
import { Countdown } from "../automation/Countdown";
import { Card } from "./Card";
import { handOversQuestion, listPath } from "./questions";
import { Rows } from "./Rows";
import { useAct } from "./useAct";
import { useFew } from "./useFew";

const ActionDialog = lazily(() => import("../../objects/actions/ActionDialog").then((module) => ({ default: module.ActionDialog })));

const HAND_OVER = { name: "hand_over", plural: "hand-overs" };

export function HandOversCard({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const me = useMe();
  const few = useFew(meta, handOversQuestion);
  const notes = useNotes((few.rows?.length ?? 0) > 0);
  const { message } = App.useApp();
  const { busy, act, attempt } = useAct(meta);
  const [declining, setDeclining] = useState<Row | null>(null);
  const accept = meta.actions.find((action) => action.name === "lead.accept");
  const decline = meta.actions.find((action) => action.name === "lead.decline");
  const fits = (action: ActionMeta | undefined, row: Row): action is ActionMeta => !!action && matches(action.available_if, row, me);
  const to = listPath(meta, handOversQuestion);

  return (
    <Card name="hand-overs" icon={<SwapOutlined />} title={t("today.handOvers.title")} count={few.count} calls to={to}>
      <Rows few={few} to={to} empty={t("today.handOvers.none")}>
        {(row) => {
          const giver = titleOf(row["handed_over_by"]);
          const when = String(row["handed_over_at"]);
          return (
            <li key={row.id} className="today-row">
              <div className="today-main">
                <div className="today-line">
                  <Link to={recordPath(meta, row.id)} className="today-title">
                    {row.title}
                  </Link>
                  <span className="muted ellipsis">{[row["company"], row["city"]].filter(Boolean).join(" · ")}</span>
                </div>
                <div className="today-line is-small muted">
                  <span title={showDateTime(when)}>{t(giver ? "today.handOvers.from" : "today.handOvers.fromNobody", { giver, when: showRelative(when) })}</span>
                  <NextStep lead={row.id} />
                </div>
                {notes.get(row.id) && <blockquote className="today-note">{notes.get(row.id)}</blockquote>}
              </div>
              <div className="today-buttons">
                {fits(accept, row) && (
                  <Button
                    size="small"
                    type="primary"
                    icon={<CheckOutlined />}
                    loading={busy === row.id}
                    onClick={() =>
                      void attempt(
                        row,
                        accept,
                        <>
                          {t("handover.accepted")} <Link to={recordPath(meta, row.id)}>{row.title}</Link>
                        </>,
                      )
                    }
                  >
                    {t("handover.accept")}
                  </Button>
                )}
                {fits(decline, row) && (
                  <Button size="small" disabled={busy === row.id} onClick={() => setDeclining(row)}>
                    {t("handover.decline")}
                  </Button>
                )}
              </div>
            </li>
          );
        }}
      </Rows>
      <Suspense fallback={null}>
        {declining && decline && (
          <ActionDialog
            action={{ ...decline, confirm: `${[declining.title, declining["company"]].filter(Boolean).join(" · ")}\n${t("handover.declineText")}` }}
            onClose={() => setDeclining(null)}
            onRun={async (input) => {
              await act(declining, decline, input);
              void message.success(t("handover.declined"));
            }}
          />
        )}
      </Suspense>
    </Card>
  );
}

/** What the givers wrote, by lead. */
function useNotes(wanted: boolean): Map<number, string> {
  const readable = useObject("hand_over")?.rights.read;
  const filter = { all: [{ field: "receiver", is: "$me" }, { field: "state", is: "offered" }, { field: "note", is_empty: false }] };
  const { data } = useQuery({ ...someRecords(HAND_OVER, { filter, limit: 50 }), enabled: wanted && !!readable });
  return new Map((data?.items ?? []).map((row) => [Number(idOf(row["lead"])), String(row["note"])]));
}

/** When the workflow that waits for the answer goes on by itself. */
function NextStep({ lead }: { lead: number }) {
  const { data } = useQuery({ ...automationQuery({ name: "lead", plural: "leads" }, lead), refetchInterval: 60_000 });
  const next = data?.waiting.filter((each) => each.wake_at).sort((a, b) => String(a.wake_at).localeCompare(String(b.wake_at)))[0];
  if (!next?.wake_at) return null;
  return (
    <span title={`${next.workflow.title}: ${next.text}`}>
      <ClockCircleOutlined /> <Countdown until={next.wake_at} />
    </span>
  );
}
