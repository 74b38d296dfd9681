/** What one is told of: followed records, lists and kinds of events, and the company's rules; `?rule=` marks the one that told. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Switch, Tag } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { post } from "../../api/client";
import { useLive } from "../../api/live";
import { useObject, useObjects } from "../../api/objects";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import { deleteRecord, recordQuery } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { useSave } from "../../objects/form/useSave";
import { showRelative } from "../../lib/time";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { mineQuery, mute, type RuleState } from "./calls";
import { FalseCount } from "./FalseCount";
import "./following.css";

const FollowDialog = lazily(() => import("./FollowDialog").then((module) => ({ default: module.FollowDialog })));

export function FollowingPage() {
  const { t } = useTranslation();
  const rules = useObject("notice_rule");
  const { data, error, refetch } = useQuery(mineQuery);
  useLive(["notice_rule"]);
  return (
    <div className="page">
      <PageHead title={t("following.title")} about={t("following.about")} />
      {data && rules ? <Sections data={data} rules={rules} /> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />}
    </div>
  );
}

type Data = NonNullable<Awaited<ReturnType<NonNullable<typeof mineQuery.queryFn>>>>;

function Sections({ data, rules }: { data: Data; rules: ObjectMeta }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const client = useQueryClient();
  const objects = useObjects();
  const { message } = App.useApp();
  const { update } = useSave(rules);
  const [editing, setEditing] = useState<Row | null>(null);
  const marked = Number(search.get("rule") ?? 0);
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
    }
    await client.invalidateQueries({ queryKey: ["records", "notice_rule"] });
  };
  const metaOf = (name: string) => objects.find((each) => each.name === name);
  const rowOf = (id: number) => client.fetchQuery(recordQuery(rules, id));
  const told = (row: RuleState) => (
    <span className="muted">
      {row.told && row.last ? t("following.told", { count: row.told, when: showRelative(row.last) }) : t("following.quiet")}
      <FalseCount row={row} />
    </span>
  );

  const nameColumn = (row: RuleState) => (
    <>
      <b>{row.name}</b> {row.state !== "active" && row.state !== "off" && <Tag color="warning">{t(`following.state.${row.state}`)}</Tag>}
      {row.record_title && metaOf(row.object) && row.record && (
        <div>
          <Link to={`/${metaOf(row.object)?.plural}/${row.record}`}>{row.record_title}</Link>
        </div>
      )}
    </>
  );
  const own: PlainColumn<RuleState>[] = [
    { key: "name", title: t("following.name"), heading: true, width: "24%", render: nameColumn },
    {
      key: "rule",
      title: t("following.rule"),
      render: (row) => (
        <>
          {row.sentence || "–"}
          {row.list_title && (
            <div>
              <Link to={`/${metaOf(row.object)?.plural}?list=${row.list_id}`}>{t("following.likeList", { name: row.list_title })}</Link>
            </div>
          )}
        </>
      ),
    },
    { key: "told", title: t("following.days", { days: 30 }), width: 200, render: told },
    {
      key: "do",
      title: "",
      width: 230,
      render: (row) => (
        <>
          <Switch size="small" checked={row.state !== "off"} aria-label={`${row.name}: ${t("following.active")}`} onChange={(on) => void attempt(async () => update(await rowOf(row.id), { is_active: on }, row.name))} />
          <Button type="link" size="small" disabled={!metaOf(row.object)} onClick={() => void attempt(async () => setEditing(await rowOf(row.id)))}>
            {t("following.edit")}
          </Button>
          <Popconfirm title={t("following.unfollowSure", { name: row.name })} okText={t("following.unfollow")} onConfirm={() => void attempt(() => deleteRecord(rules, row.id, { undo: row.name }))}>
            <Button type="link" size="small">
              {t("following.unfollow")}
            </Button>
          </Popconfirm>
        </>
      ),
    },
  ];
  const company: PlainColumn<RuleState>[] = [
    { key: "name", title: t("following.name"), heading: true, width: "24%", render: (row) => (row.may_change ? <Link to={`/setup/notice-rules?rule=${row.id}`}>{row.name}</Link> : <b>{row.name}</b>) },
    { key: "rule", title: t("following.rule"), render: (row) => row.sentence || "–" },
    { key: "told", title: t("following.days", { days: 30 }), width: 200, render: told },
    {
      key: "mute",
      title: "",
      width: 230,
      render: (row) =>
        row.muted ? (
          <>
            <Tag>{t("following.muted")}</Tag>
            <Button type="link" size="small" onClick={() => void attempt(() => mute(row.id, false))}>
              {t("following.unmute")}
            </Button>
          </>
        ) : row.may_be_muted ? (
          <Button type="link" size="small" onClick={() => void attempt(() => mute(row.id, true))}>
            {t("following.mute")}
          </Button>
        ) : (
          <span className="muted">{t("following.fixed")}</span>
        ),
    },
  ];
  const records: PlainColumn<Data["records"][number]>[] = [
    { key: "title", title: t("following.name"), heading: true, width: "40%", render: (row) => <Link to={`/${metaOf(row.object)?.plural ?? row.object}/${row.id}`}>{row.title}</Link> },
    { key: "object", title: t("following.object"), render: (row) => row.object_label },
    { key: "since", title: "", width: 200, render: (row) => <span className="muted">{t("following.since", { when: showRelative(row.since) })}</span> },
    {
      key: "do",
      title: "",
      width: 230,
      render: (row) => (
        <Button type="link" size="small" disabled={!metaOf(row.object)} onClick={() => void attempt(() => post(`/api/${metaOf(row.object)?.plural}/${row.id}/unfollow`).then(() => client.invalidateQueries({ queryKey: ["records"] })))}>
          {t("following.unfollow")}
        </Button>
      ),
    },
  ];
  const mark = (row: RuleState) => (row.id === marked ? "is-meant" : "");
  const editedMeta = editing ? metaOf(String(editing["object"])) : undefined;
  return (
    <>
      <h2 className="rule-section">{t("following.lists")}</h2>
      {data.rules.length ? <PlainTable rows={data.rules} columns={own} rowKey={(row) => row.id} rowClass={mark} /> : <p className="muted">{t("following.noLists")}</p>}
      <h2 className="rule-section">{t("following.records")}</h2>
      {data.records.length ? <PlainTable rows={data.records} columns={records} rowKey={(row) => `${row.object}:${row.id}`} /> : <p className="muted">{t("following.noRecords")}</p>}
      <h2 className="rule-section">{t("following.company")}</h2>
      {data.company.length ? <PlainTable rows={data.company} columns={company} rowKey={(row) => row.id} rowClass={mark} /> : <p className="muted">{t("following.noCompany")}</p>}
      <Suspense fallback={null}>{editing && editedMeta && <FollowDialog meta={editedMeta} name="" row={editing} onClose={() => setEditing(null)} />}</Suspense>
    </>
  );
}
