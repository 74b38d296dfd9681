/** All watchdog rules: what they watch, whom they chase, what is late now, and how often they were wrong. */
import { DownOutlined, PlusOutlined, WarningOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Dropdown, Tag } from "antd";
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
import { templatesQuery, usesQuery, type WatchRule } from "./calls";
import "./watchdog.css";

const RuleDrawer = lazily(() => import("./RuleDrawer").then((module) => ({ default: module.RuleDrawer })));

interface Editing {
  row: Row | null;
  from: Partial<WatchRule> | null;
}

export function RulesPage() {
  const { t } = useTranslation();
  const meta = useObject("watch_rule");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} />;
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t, i18n } = useTranslation();
  const [editing, setEditing] = useState<Editing | null>(null);
  const { data, error, refetch } = useQuery(someRecords(meta, { limit: 200, sort: "name" }));
  const uses = useQuery(usesQuery);
  const ready = useQuery(templatesQuery(i18n.language));
  useLive(["watch_rule"]);
  const countsOf = (row: Row) => uses.data?.items.find((each) => each.id === row.id);
  const begin = (key: string) => {
    const chosen = ready.data?.items.find((each) => each.key === key);
    if (chosen) setEditing({ row: null, from: { name: chosen.name, ...(chosen.values as Partial<WatchRule>) } });
  };
  const templates = (ready.data?.items ?? []).map(({ key, name }) => ({ key, label: name }));

  const columns: PlainColumn<Row>[] = [
    {
      key: "name",
      title: t("watchdog.name"),
      heading: true,
      width: "24%",
      render: (row) => (
        <Button type="link" className="watch-name" onClick={() => setEditing({ row, from: null })}>
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
      key: "late",
      title: t("watchdog.lateNow"),
      width: 90,
      align: "right",
      render: (row) => {
        const count = countsOf(row)?.late ?? 0;
        return count ? <Link to={`/watchdog?rule=${row.id}`}>{count}</Link> : <span className="muted">0</span>;
      },
    },
    { key: "chased", title: t("watchdog.chased", { days: uses.data?.days ?? 30 }), width: 110, align: "right", render: (row) => countsOf(row)?.chased ?? 0 },
    {
      key: "false",
      title: t("watchdog.falseAlarms"),
      width: 170,
      render: (row) => {
        const use = countsOf(row);
        if (!use) return null;
        if (!use.false_alarms) return <span className="muted">{t("watchdog.noFalse")}</span>;
        return (
          <span title={use.reasons.join("\n")}>
            <Tag color={use.often_false ? "warning" : "default"}>{t("watchdog.falseOf", { count: use.false_alarms, all: use.answered })}</Tag>
            <span className="muted watch-reason">{use.reasons[0]}</span>
          </span>
        );
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
      <PageHead title={t("watchdog.title")} about={t("watchdog.about")} back="/setup">
        <Link to="/watchdog">
          <Button>{t("watchdog.late")}</Button>
        </Link>
        {meta.rights.create && (
          <>
            <Dropdown trigger={["click"]} menu={{ items: templates, onClick: ({ key }) => begin(key) }} disabled={templates.length === 0}>
              <Button>
                {t("watchdog.fromTemplate")} <DownOutlined />
              </Button>
            </Dropdown>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({ row: null, from: null })}>
              {t("watchdog.new")}
            </Button>
          </>
        )}
      </PageHead>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : data.items.length === 0 ? <EmptyState text={t("watchdog.none")} /> : <PlainTable rows={data.items} columns={columns} rowKey={(row) => row.id} />}
      <Suspense fallback={null}>{editing && <RuleDrawer meta={meta} row={editing.row} from={editing.from} onClose={() => setEditing(null)} />}</Suspense>
    </div>
  );
}
