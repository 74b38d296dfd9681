/** All workflows: what each does in one sentence, and whether it is switched on. */
import { PlusOutlined } from "@ant-design/icons";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { useObject, useObjects } from "../../api/objects";
import { lazily } from "../../api/parts";
import { someRecords } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { titleOf } from "../../objects/fields/reference";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { ActiveSwitch } from "./ActiveSwitch";
import { definitionQuery, isUnpublished } from "./calls";
import { overviewQuery } from "./running/calls";
import { workflowName } from "./workflowName";
import "./automation.css";

const NewWorkflow = lazily(() => import("./templates/NewWorkflow").then((module) => ({ default: module.NewWorkflow })));

export function WorkflowsPage() {
  const { t } = useTranslation();
  const meta = useObject("workflow");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} />;
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t, i18n } = useTranslation();
  const objects = useObjects();
  const { data, error, refetch } = useQuery(someRecords(meta, { limit: 100, sort: "name" }));
  const rows = data?.items ?? [];
  const drawn = useQueries({ queries: rows.map((row) => definitionQuery(row.id)) });
  useLive(["workflow"]);
  const overview = useQuery(overviewQuery).data ?? [];
  const standing = (row: Row) => overview.find((each) => each.workflow === row.id);
  const broken = (row: Row) => Object.values(standing(row)?.broken ?? {}).flat().join("\n");
  const found = (row: Row) => drawn[rows.indexOf(row)];
  const [making, setMaking] = useState(false);
  const make = () => setMaking(true);

  const columns: PlainColumn<Row>[] = [
    {
      key: "name",
      title: t("automation.list.name"),
      heading: true,
      render: (row) => {
        const sentence = found(row)?.data?.sentence;
        return (
          <>
            <Link to={`/workflows/${row.id}`} className="workflow-name">
              {workflowName(row, i18n.language)}
            </Link>{" "}
            {broken(row) && (
              <Tag color="error" title={broken(row)}>
                {t("automation.list.broken")}
              </Tag>
            )}
            {standing(row)?.has_draft && <Tag>{t("automation.list.draft")}</Tag>}
            <div className="muted workflow-sentence">{sentence ?? (isUnpublished(found(row)?.error) ? t("automation.list.unpublished") : "")}</div>
          </>
        );
      },
    },
    { key: "object", title: t("automation.list.object"), width: 110, render: (row) => objects.find((each) => each.name === row["object"])?.label ?? String(row["object"]) },
    {
      key: "runs",
      title: t("automation.list.week"),
      width: 150,
      render: (row) => {
        const found = standing(row);
        return found && found.runs + found.waiting > 0 ? (
          <span className="workflow-runs">
            <Link to={`/runs?workflow=${row.id}`}>{t("automation.list.ran", { count: found.runs })}</Link>
            {found.waiting > 0 && <span className="muted">{t("automation.list.going", { count: found.waiting })}</span>}
            {found.failed > 0 && (
              <Link className="wrong" to={`/runs?workflow=${row.id}&status=failed`}>
                {t("automation.list.failed", { count: found.failed })}
              </Link>
            )}
          </span>
        ) : null;
      },
    },
    { key: "version", title: t("automation.list.version"), width: 80, render: (row) => found(row)?.data?.number },
    { key: "owner", title: t("automation.list.owner"), width: 120, render: (row) => titleOf(row["owner"]) },
    { key: "active", title: t("automation.list.active"), width: 90, render: (row) => <ActiveSwitch meta={meta} row={row} published={!isUnpublished(found(row)?.error)} /> },
  ];
  return (
    <div className="page">
      <PageHead title={t("automation.workflows")} about={t("automation.list.about")}>
        <Link to="/process">
          <Button>{t("automation.processView")}</Button>
        </Link>
        <Link to="/runs">
          <Button>{t("automation.allRuns")}</Button>
        </Link>
        {meta.rights.create && (
          <Button type="primary" icon={<PlusOutlined />} onClick={make}>
            {t("automation.list.new")}
          </Button>
        )}
      </PageHead>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : rows.length === 0 ? (
        <EmptyState text={t("automation.list.none")} action={meta.rights.create && <Button type="primary" onClick={make}>{t("automation.list.new")}</Button>} />
      ) : (
        <PlainTable rows={rows} columns={columns} rowKey={(row) => row.id} />
      )}
      <Suspense fallback={null}>{making && <NewWorkflow onClose={() => setMaking(false)} />}</Suspense>
    </div>
  );
}
