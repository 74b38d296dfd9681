/** All gates: where they stand, what they do, and how often they spoke. */
import { PlusOutlined, WarningOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "../../api/live";
import { useObject, useObjects } from "../../api/objects";
import { lazily } from "../../api/parts";
import { someRecords } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { ActiveSwitch } from "../../objects/form/ActiveSwitch";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { gateOf, operationsOf, usesQuery, type Outcome } from "./calls";
import "./gates.css";

const GateDrawer = lazily(() => import("./GateDrawer").then((module) => ({ default: module.GateDrawer })));
const COLORS: Record<Outcome, string> = { pass: "default", ask: "orange", refuse: "red", approve: "blue" };

export function GatesPage() {
  const { t } = useTranslation();
  const meta = useObject("gate");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} />;
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const [editing, setEditing] = useState<Row | "new" | null>(null);
  const { data, error, refetch } = useQuery(someRecords(meta, { limit: 200, sort: "object" }));
  const uses = useQuery(usesQuery);
  useLive(["gate"]);
  const countsOf = (row: Row) => uses.data?.items.find((each) => each.id === row.id);

  const columns: PlainColumn<Row>[] = [
    {
      key: "name",
      title: t("gates.name"),
      heading: true,
      width: "26%",
      render: (row) => (
        <Button type="link" className="gate-name" onClick={() => setEditing(row)}>
          {row.title}
        </Button>
      ),
    },
    {
      key: "when",
      title: t("gates.when"),
      render: (row) => {
        const gate = gateOf(row);
        const own = objects.find((each) => each.name === gate.object);
        const operation = operationsOf(meta, gate.object).find((each) => each.value === gate.operation)?.label ?? gate.operation;
        const changed = gate.fields.map((name) => own?.fields.find((field) => field.name === name)?.label ?? name);
        const use = countsOf(row);
        return (
          <>
            <b className="gate-where">
              {own?.label ?? gate.object} · {operation}
              {changed.length > 0 && `: ${changed.join(" / ")}`}
            </b>
            <span className="muted">{use?.condition || (use && !use.problem ? t("gates.always") : "")}</span>
            {use?.problem && (
              <span className="gate-broken" title={t("gates.broken")}>
                <WarningOutlined /> {use.problem} {gate.is_active && t("gates.broken")}
              </span>
            )}
          </>
        );
      },
    },
    {
      key: "outcome",
      title: t("gates.outcome"),
      width: 150,
      render: (row) => {
        const { outcome } = gateOf(row);
        return (
          <>
            <Tag color={COLORS[outcome]}>{t(`gates.outcomes.${outcome}`)}</Tag>
            <span className="muted">{countsOf(row)?.approvers}</span>
          </>
        );
      },
    },
    {
      key: "uses",
      title: t("gates.days", { days: uses.data?.days ?? 30 }),
      width: 220,
      render: (row) => {
        const use = countsOf(row);
        if (!use) return null;
        const spoke = use.passed + use.stopped;
        return <span className={spoke ? "gate-counts" : "gate-counts muted"}>{spoke ? t("gates.counts", { spoke, passed: use.passed, stopped: use.stopped }) : t("gates.quiet")}</span>;
      },
    },
    {
      key: "active",
      title: t("gates.active"),
      width: 70,
      render: (row) => <ActiveSwitch meta={meta} row={row} name={row.title} label={t("gates.active")} />,
    },
  ];

  return (
    <div className="page">
      <PageHead title={t("gates.title")} about={t("gates.about")} back="/setup">
        {meta.rights.create && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
            {t("gates.new")}
          </Button>
        )}
      </PageHead>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : data.items.length === 0 ? <EmptyState text={t("gates.none")} /> : <PlainTable rows={data.items} columns={columns} rowKey={(row) => row.id} />}
      <Suspense fallback={null}>{editing && <GateDrawer meta={meta} row={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}</Suspense>
    </div>
  );
}
