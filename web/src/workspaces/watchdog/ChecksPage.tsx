/** The company's own data checks: what each finds, how much that is now, and whether it is on. */
import { PlusOutlined, WarningOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
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
import { checkUsesQuery } from "./calls";
import "./watchdog.css";

const CheckDrawer = lazily(() => import("./CheckDrawer").then((module) => ({ default: module.CheckDrawer })));

export function ChecksPage() {
  const { t } = useTranslation();
  const meta = useObject("data_check");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} />;
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<Row | "new" | null>(null);
  const { data, error, refetch } = useQuery(someRecords(meta, { limit: 200, sort: "name" }));
  const uses = useQuery(checkUsesQuery);
  useLive(["data_check"]);
  const countsOf = (row: Row) => uses.data?.items.find((each) => each.id === row.id);
  const columns: PlainColumn<Row>[] = [
    {
      key: "name",
      title: t("watchdog.checkName"),
      heading: true,
      width: "28%",
      render: (row) => (
        <Button type="link" className="watch-name" onClick={() => setEditing(row)}>
          {row.title}
        </Button>
      ),
    },
    {
      key: "what",
      title: t("watchdog.what"),
      render: (row) => {
        const use = countsOf(row);
        return (
          <>
            <span>{use?.sentence}</span>
            {use?.problem && (
              <span className="watch-broken">
                <WarningOutlined /> {use.problem}
              </span>
            )}
          </>
        );
      },
    },
    {
      key: "found",
      title: t("watchdog.found"),
      width: 90,
      align: "right",
      render: (row) => {
        const count = countsOf(row)?.count ?? 0;
        return count ? <Link to={`/data-quality?kind=own:${row.id}`}>{count}</Link> : <span className="muted">0</span>;
      },
    },
    {
      key: "active",
      title: t("watchdog.active"),
      width: 70,
      render: (row) => <ActiveSwitch meta={meta} row={row} name={row.title} label={t("watchdog.active")} />,
    },
  ];
  return (
    <div className="page">
      <PageHead title={t("watchdog.checks")} about={t("watchdog.checksAbout")} back="/setup">
        <Link to="/data-quality">
          <Button>{t("watchdog.quality")}</Button>
        </Link>
        {meta.rights.create && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
            {t("watchdog.checkNew")}
          </Button>
        )}
      </PageHead>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : data.items.length === 0 ? <EmptyState text={t("watchdog.checksNone")} /> : <PlainTable rows={data.items} columns={columns} rowKey={(row) => row.id} />}
      <Suspense fallback={null}>{editing && <CheckDrawer meta={meta} row={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}</Suspense>
    </div>
  );
}
