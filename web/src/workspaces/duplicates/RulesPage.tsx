/** The rules by which records count as duplicates. */
import { PlusOutlined } from "@ant-design/icons";
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
import { nameOf, partsOf, type Outcome, type Part } from "./rule";
import "./duplicates.css";

const RuleDrawer = lazily(() => import("./RuleDrawer").then((module) => ({ default: module.RuleDrawer })));

export function RulesPage() {
  const { t } = useTranslation();
  const meta = useObject("duplicate_rule");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} />;
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t, i18n } = useTranslation();
  const objects = useObjects();
  const [editing, setEditing] = useState<Row | "new" | null>(null);
  const { data, error, refetch } = useQuery(someRecords(meta, { limit: 200, sort: "object" }));
  useLive(["duplicate_rule"]);
  const labelOf = (name: unknown) => objects.find((each) => each.name === name)?.label ?? String(name ?? "");

  const part = (row: Row, one: Part) => {
    const own = objects.find((each) => each.name === row["object"]);
    const labels = one.fields.map((name) => own?.fields.find((field) => field.name === name)?.label ?? name);
    return `${labels.join(" / ")}: ${t(`duplicates.rule.compare.${one.compare}`)}`;
  };
  const columns: PlainColumn<Row>[] = [
    {
      key: "name",
      title: meta.label,
      heading: true,
      width: "24%",
      render: (row) => (
        <Button type="link" className="rule-name" onClick={() => setEditing(row)}>
          {nameOf(row, i18n.language)}
        </Button>
      ),
    },
    { key: "object", title: t("duplicates.rule.object"), width: 110, render: (row) => labelOf(row["object"]) },
    { key: "against", title: t("duplicates.rule.against"), width: 150, render: (row) => (row["against"] && row["against"] !== row["object"] ? labelOf(row["against"]) : <span className="muted">{t("duplicates.rule.itself")}</span>) },
    { key: "parts", title: t("duplicates.rule.compares"), render: (row) => partsOf(row).map((one) => part(row, one)).join(" + ") },
    { key: "outcome", title: t("duplicates.rule.outcome"), width: 150, render: (row) => <Tag color={row["outcome"] === "block" ? "red" : row["outcome"] === "warn" ? "orange" : "default"}>{t(`duplicates.rule.outcomes.${row["outcome"] as Outcome}`)}</Tag> },
    {
      key: "active",
      title: t("duplicates.rule.active"),
      width: 70,
      render: (row) => <ActiveSwitch meta={meta} row={row} name={nameOf(row, i18n.language)} label={t("duplicates.rule.active")} />,
    },
  ];

  return (
    <div className="page">
      <PageHead title={meta.label_plural} about={t("duplicates.rule.about")} back="/setup">
        {meta.rights.create && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
            {t("duplicates.rule.new")}
          </Button>
        )}
      </PageHead>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : data.items.length === 0 ? <EmptyState text={t("duplicates.rule.none")} /> : <PlainTable rows={data.items} columns={columns} rowKey={(row) => row.id} />}
      <Suspense fallback={null}>{editing && <RuleDrawer meta={meta} rule={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}</Suspense>
    </div>
  );
}
