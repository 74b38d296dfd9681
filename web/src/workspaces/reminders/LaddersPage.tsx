/** The escalation ladders: who else is told, and how, when a reminder stays without an answer. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "../../api/live";
import { useObject } from "../../api/objects";
import { lazily } from "../../api/parts";
import { someRecords } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { ActiveSwitch } from "../../objects/form/ActiveSwitch";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { rungsOf, useRungSentence } from "./ladder";
import "./reminders.css";

const LadderDrawer = lazily(() => import("./LadderDrawer").then((module) => ({ default: module.LadderDrawer })));

export function LaddersPage() {
  const { t } = useTranslation();
  const meta = useObject("escalation_ladder");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} />;
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const sentence = useRungSentence();
  const [editing, setEditing] = useState<Row | "new" | null>(null);
  const { data, error, refetch } = useQuery(someRecords(meta, { limit: 200, sort: "name" }));
  useLive(["escalation_ladder"]);
  const columns: PlainColumn<Row>[] = [
    {
      key: "name",
      title: meta.label,
      heading: true,
      width: "26%",
      render: (row) => (
        <>
          <Button type="link" className="ladder-name" onClick={() => setEditing(row)}>
            {String(row["name"])}
          </Button>
          {row["is_default"] === true && <Tag color="blue">{t("reminders.ladder.default")}</Tag>}
        </>
      ),
    },
    {
      key: "rungs",
      title: t("reminders.ladder.rungs"),
      render: (row) => (
        <ol className="ladder-rungs">
          {rungsOf(row).map((rung, at) => (
            <li key={at}>{sentence(rung)}</li>
          ))}
        </ol>
      ),
    },
    {
      key: "active",
      title: t("reminders.ladder.active"),
      width: 80,
      render: (row) => <ActiveSwitch meta={meta} row={row} name={String(row["name"])} label={t("reminders.ladder.active")} />,
    },
  ];
  return (
    <div className="page">
      <PageHead title={meta.label_plural} about={t("reminders.ladder.about")} back="/setup">
        {meta.rights.create && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
            {t("reminders.ladder.new")}
          </Button>
        )}
      </PageHead>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : data.items.length === 0 ? <EmptyState text={t("reminders.ladder.none")} /> : <PlainTable rows={data.items} columns={columns} rowKey={(row) => row.id} />}
      <Suspense fallback={null}>{editing && <LadderDrawer meta={meta} ladder={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}</Suspense>
    </div>
  );
}
