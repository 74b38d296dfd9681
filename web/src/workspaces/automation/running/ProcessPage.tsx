/** How records really go through the stages of a field: how many, how long, back and forth; every number leads to its records. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Drawer, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { address } from "../../../api/client";
import { recordPath, useObjects } from "../../../api/objects";
import type { ObjectMeta } from "../../../api/types";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import { behindPages, processQuery, type Behind } from "./calls";
import { useLength } from "./useLength";
import "../automation.css";
import "../pageTexts";
import "./running.css";

const DAYS = [7, 30, 90, 365] as const;

const stageFields = (meta: ObjectMeta) => meta.fields.filter((field) => field.choices?.length && field.type !== "choices" && !["currency", "country", "language"].includes(field.name));
const usual = (meta: ObjectMeta | undefined) => meta && (meta.stage_field ?? meta.board_by ?? stageFields(meta)[0]?.name ?? null);

export function ProcessPage() {
  const { t } = useTranslation();
  const length = useLength();
  const objects = useObjects().filter((meta) => meta.rights.read && !meta.is_setup && meta.listed !== false && stageFields(meta).length > 0);
  const [search, setSearch] = useSearchParams();
  const [behind, setBehind] = useState<{ asked: Behind; title: string } | null>(null);
  const object = search.get("object") ?? objects.find((meta) => meta.name === "lead")?.name ?? objects[0]?.name ?? "";
  const meta = objects.find((each) => each.name === object);
  const field = search.get("field") ?? usual(meta) ?? "";
  const days = Number(search.get("days")) || 90;
  const { data, error, refetch } = useQuery({ ...processQuery(object, field, days), enabled: !!object && !!field });
  const set = (values: Record<string, string>) => setSearch({ object, field, days: String(days), ...values }, { replace: true });
  const most = Math.max(1, ...(data?.stages ?? []).map((stage) => Math.max(stage.count, stage.now)));
  const busiest = Math.max(1, ...(data?.moves ?? []).map((move) => move.count));
  return (
    <div className="page">
      <PageHead title={t("automation.process.title")} about={t("automation.process.about")} />
      <div className="page-filters">
        <Select className="automation-select" aria-label={t("automation.process.object")} value={object} options={objects.map((each) => ({ value: each.name, label: each.label }))} onChange={(next) => set({ object: next, field: usual(objects.find((each) => each.name === next)) ?? "" })} />
        <Select className="automation-select" aria-label={t("automation.process.field")} value={field} options={(meta ? stageFields(meta) : []).map((each) => ({ value: each.name, label: each.label }))} onChange={(next) => set({ field: next })} />
        <Select aria-label={t("automation.process.days")} value={days} options={DAYS.map((each) => ({ value: each as number, label: t("automation.process.lastDays", { days: each }) }))} onChange={(next) => set({ days: String(next) })} />
      </div>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : data.stages.length === 0 ? (
        <EmptyState text={t("automation.process.none")} />
      ) : (
        <>
          <section className="page-box process-stages">
            {data.stages.map((stage) => (
              <div key={String(stage.value)} className="process-stage">
                <b className="process-name">{stage.label}</b>
                <div className="process-bars">
                  <button type="button" className="process-bar" style={{ width: `${(100 * stage.count) / most}%` }} title={t("automation.process.entered")} onClick={() => setBehind({ asked: { what: "entered", values: [stage.value] }, title: `${stage.label} · ${t("automation.process.entered")}` })}>
                    <span>
                      {t("automation.process.enteredCount", { count: stage.count })}
                    </span>
                  </button>
                  <Link to={address(`/${meta?.plural ?? ""}`, { filter: stage.filter })} className="process-bar is-now" style={{ width: `${(100 * stage.now) / most}%` }}>
                    <span>
                      {t("automation.process.nowCount", { count: stage.now })}
                    </span>
                  </Link>
                </div>
                <span className="process-times muted">
                  {stage.median_seconds !== null && t("automation.process.usual", { time: length(stage.median_seconds) })}
                  {stage.p90_seconds !== null && <br />}
                  {stage.p90_seconds !== null && t("automation.process.slow", { time: length(stage.p90_seconds) })}
                </span>
              </div>
            ))}
          </section>
          <div className="process-columns">
            <section className="page-box">
              <h2>{t("automation.process.moves")}</h2>
              {data.moves.map((move) => (
                <button key={`${String(move.from)}>${String(move.to)}`} type="button" className="process-move" onClick={() => setBehind({ asked: { what: "move", values: [move.from, move.to] }, title: t("automation.process.fromTo", { from: move.from_label, to: move.to_label }) })}>
                  <span className="process-flow">
                    <span className="ellipsis">{move.from_label}</span>
                    <i style={{ height: Math.max(2, (14 * move.count) / busiest) }} />
                    <span className="ellipsis">{move.to_label}</span>
                  </span>
                  <span className="muted">
                    {t("automation.process.times", { count: move.count })} {move.median_seconds !== null && `· ${length(move.median_seconds)}`}
                  </span>
                </button>
              ))}
            </section>
            <section className="page-box">
              <h2>{t("automation.process.paths")}</h2>
              {data.paths.map((path) => (
                <button key={path.values.join(">")} type="button" className="process-move" onClick={() => setBehind({ asked: { what: "path", values: path.values }, title: path.labels.join(" → ") })}>
                  <span>{path.labels.join(" → ")}</span>
                  <span className="muted">
                    {t("automation.process.times", { count: path.count })} {path.median_seconds !== null && path.values.length > 1 && `· ${t("automation.process.took", { time: length(path.median_seconds) })}`}
                  </span>
                </button>
              ))}
            </section>
          </div>
        </>
      )}
      {behind && meta && <BehindDrawer object={meta} field={field} days={days} asked={behind.asked} title={behind.title} onClose={() => setBehind(null)} />}
    </div>
  );
}

interface BehindProps {
  object: ObjectMeta;
  field: string;
  days: number;
  asked: Behind;
  title: string;
  onClose: () => void;
}

function BehindDrawer({ object, field, days, asked, title, onClose }: BehindProps) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(behindPages(object.name, field, days, asked));
  return (
    <Drawer open title={title} onClose={onClose} size={380}>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : (
        <ul className="process-records">
          {data.pages.flatMap((page) => page.items).map((row) => (
            <li key={row.id}>{row.there ? <Link to={recordPath(object, row.id)}>{row.title || `#${row.id}`}</Link> : <span className="muted">{row.title}</span>}</li>
          ))}
        </ul>
      )}
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{t("list.loadMore")}</Button>}
    </Drawer>
  );
}
