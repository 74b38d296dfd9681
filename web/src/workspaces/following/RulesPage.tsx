/** The company's notice rules: who is told of what and when, how often lately; ready-made ones to switch on. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Switch, Tag } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useLive } from "../../api/live";
import { useObject } from "../../api/objects";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import { recordQuery } from "../../api/records";
import type { ObjectMeta } from "../../api/types";
import { useSave } from "../../objects/form/useSave";
import { showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { makeTemplate, statesQuery, type RuleState } from "./calls";
import { FalseCount } from "./FalseCount";
import "./following.css";

const RuleDrawer = lazily(() => import("./RuleDrawer").then((module) => ({ default: module.RuleDrawer })));

export function RulesPage() {
  const { t } = useTranslation();
  const meta = useObject("notice_rule");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} />;
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { update } = useSave(meta);
  const [search, setSearch] = useSearchParams();
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(statesQuery);
  const asked = Number(search.get("rule") ?? 0);
  const edited = useQuery({ ...recordQuery(meta, asked), enabled: asked > 0 });
  useLive(["notice_rule"]);
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
    }
    await client.invalidateQueries({ queryKey: ["records", "notice_rule"] });
  };
  const open = (id: number | null) => setSearch(id ? { rule: String(id) } : {}, { replace: true });

  const columns: PlainColumn<RuleState>[] = [
    {
      key: "name",
      title: t("following.name"),
      heading: true,
      width: "24%",
      render: (row) => (
        <Button type="link" className="rule-name" onClick={() => open(row.id)}>
          {row.name}
        </Button>
      ),
    },
    {
      key: "rule",
      title: t("following.rule"),
      render: (row) => (
        <>
          {row.sentence}
          {row.state === "broken" && <span className="rule-wrong">{t("following.state.broken")}</span>}
          {row.state === "over" && <Tag>{t("following.state.over")}</Tag>}
          {row.muted_by.length > 0 && <div className="muted">{t("following.mutedBy", { names: row.muted_by.join(", ") })}</div>}
        </>
      ),
    },
    {
      key: "told",
      title: t("following.days", { days: data?.days ?? 30 }),
      width: 190,
      render: (row) => (
        <span className={row.told ? "" : "muted"}>
          {row.told ? t("following.toldCount", { count: row.told }) : t("following.never")}
          {row.last && <div className="muted">{t("following.last", { when: showRelative(row.last) })}</div>}
          <FalseCount row={row} />
        </span>
      ),
    },
    {
      key: "active",
      title: t("following.active"),
      width: 70,
      render: (row) => (
        <Switch size="small" checked={row.state !== "off"} disabled={!row.may_change} aria-label={`${row.name}: ${t("following.active")}`} onChange={(on) => void attempt(async () => update(await client.fetchQuery(recordQuery(meta, row.id)), { is_active: on }, row.name))} />
      ),
    },
  ];

  const mayRule = data?.may_rule ?? false;
  const row = asked > 0 ? (edited.data ?? null) : null;
  return (
    <div className="page">
      <PageHead title={t("following.rules")} about={t("following.rulesAbout")} back="/setup">
        {mayRule && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t("following.newRule")}
          </Button>
        )}
      </PageHead>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : data.items.length === 0 ? <EmptyState text={t("following.none")} /> : <PlainTable rows={data.items} columns={columns} rowKey={(each) => each.id} />}
      {data && data.templates.length > 0 && (
        <>
          <h2 className="rule-section">{t("following.ready")}</h2>
          <div className="rule-offers">
            {data.templates.map((each) => (
              <section key={each.key} className="rule-offer">
                <div>
                  <b>{each.name}</b>
                  <p className="muted">{each.about}</p>
                </div>
                <Button size="small" aria-label={`${t("following.switchOn")}: ${each.name}`} onClick={() => void attempt(() => makeTemplate(each.key).then(() => void message.success(t("following.switchedOn"))))}>
                  {t("following.switchOn")}
                </Button>
              </section>
            ))}
          </div>
        </>
      )}
      <Suspense fallback={null}>
        {making && <RuleDrawer meta={meta} row={null} mayChange onClose={() => setMaking(false)} />}
        {row && <RuleDrawer key={row.id} meta={meta} row={row} mayChange={mayRule} onClose={() => open(null)} />}
      </Suspense>
    </div>
  );
}
