/** What is in the pools that are open to me, to be claimed; and what of mine is about to fall in. */
import { SearchOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Input, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useLive } from "../../api/live";
import { fieldOf, recordPath, useObject, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { bulk } from "../../api/records";
import { useMe } from "../../api/session";
import type { ObjectMeta, Row } from "../../api/types";
import { FieldShow } from "../../objects/fields/FieldShow";
import { isBlank } from "../../objects/fields/kind";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { AssignDialog } from "./AssignDialog";
import { pooledRecords, poolsQuery, type Pool, type Pools } from "./calls";
import "./pool.css";

export function PoolPage() {
  const { t } = useTranslation();
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const { data, error, refetch } = useQuery(poolsQuery);
  useLive(["account", "lead", "pool"]);
  const view = search.get("view") ?? String(data?.pools[0]?.id ?? "due");

  return (
    <div className="page">
      <PageHead title={t("pool.title")} about={t("pool.about")}>
        {me.is_administrator && (
          <Link to="/pools">
            <Button>{t("pool.setUp")}</Button>
          </Link>
        )}
      </PageHead>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : data.pools.length === 0 && data.due.length === 0 ? (
        <>
          <EmptyState text={t("pool.none")} />
          <p className="muted page-about">{t("pool.noneHint")}</p>
        </>
      ) : (
        <Tabs
          activeKey={view}
          onChange={(next) => setSearch({ view: next }, { replace: true })}
          destroyOnHidden
          items={[
            ...data.pools.map((pool) => ({ key: String(pool.id), label: t("pool.tab", { name: pool.name, count: pool.count }), children: <PoolRecords pool={pool} /> })),
            { key: "due", label: t("pool.dueTab", { count: data.due.length }), children: <Due due={data.due} /> },
          ]}
        />
      )}
    </div>
  );
}

function Due({ due }: { due: Pools["due"] }) {
  const { t } = useTranslation();
  const objects = useObjects();
  if (due.length === 0) return <EmptyState text={t("pool.dueNone")} />;
  const path = (object: string, id: number) => recordPath(objects.find((each) => each.name === object) ?? { plural: object }, id);
  const columns: PlainColumn<Pools["due"][number]>[] = [
    { key: "title", title: t("pool.record"), heading: true, render: (one) => <Link to={path(one.object, one.id)}>{one.title}</Link> },
    {
      key: "due",
      title: t("pool.due"),
      width: 220,
      render: (one) => (
        <span className={`pool-days ${one.days_left <= 3 ? "is-near" : ""}`} title={showDateTime(one.due_at)}>
          {t("pool.dueIn", { count: one.days_left })} <span className="muted pool-sub">{showDateTime(one.due_at).slice(0, 10)}</span>
        </span>
      ),
    },
    { key: "followed", title: t("pool.lastFollowUp"), width: 180, render: (one) => (one.followed_up_at ? showRelative(one.followed_up_at) : <span className="muted">{t("pool.never")}</span>) },
  ];
  return <PlainTable rows={due} columns={columns} rowKey={(one) => `${one.object} ${one.id}`} />;
}

const SHOWN = ["industry", "level", "company", "job_title", "city", "phone", "mobile", "rating"];

function PoolRecords({ pool }: { pool: Pool }) {
  const meta = useObject(pool.object);
  return meta ? <Records pool={pool} meta={meta} /> : null;
}

function Records({ pool, meta }: { pool: Pool; meta: ObjectMeta }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 300);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const [assigning, setAssigning] = useState<readonly number[] | null>(null);
  const { data, error, refetch } = useQuery(pooledRecords(meta, pool.id, search));
  const rows = data?.items ?? [];
  const ticked = chosen.filter((id) => rows.some((row) => row.id === id));

  const perform = async (verb: "claim" | "assign-from-pool", ids: readonly number[], input: Record<string, unknown>, sentence: (count: number) => string) => {
    setBusy(true);
    try {
      const answer = await bulk(meta, { do: "action", action: verb, ids: [...ids], input }, { undo: sentence(ids.length) });
      if (answer.count > 0 && answer.failed.length === 0) void message.success(sentence(answer.count));
      if (answer.failed.length > 0)
        modal.warning({
          title: [answer.count > 0 ? sentence(answer.count) : "", t("pool.failed", { count: answer.failed.length })].filter(Boolean).join(" · "),
          content: (
            <ul className="failures">
              {answer.failed.slice(0, 50).map((each) => (
                <li key={each.id}>
                  <b>{each.title}</b> {each.detail}
                </li>
              ))}
            </ul>
          ),
        });
      setChosen([]);
      await client.invalidateQueries({ queryKey: ["records"] });
    } catch (failure) {
      if (!(failure instanceof Cancelled)) void message.error(sentenceOf(failure));
    }
    setBusy(false);
  };
  const claim = (ids: readonly number[]) => perform("claim", ids, {}, (count) => t("pool.claimed", { count }));

  const shown = SHOWN.flatMap((name) => fieldOf(meta, name) ?? []).filter((field) => rows.some((row) => !isBlank(row[field.name]))).slice(0, 4);
  const columns: PlainColumn<Row>[] = [
    {
      key: "title",
      title: meta.label,
      heading: true,
      render: (row) => (
        <>
          <Checkbox className="pool-check" aria-label={t("pool.choose", { title: row.title })} checked={ticked.includes(row.id)} onChange={(event) => setChosen(event.target.checked ? [...ticked, row.id] : ticked.filter((id) => id !== row.id))} />
          <Link to={recordPath(meta, row.id)}>{row.title || `#${row.id}`}</Link>
        </>
      ),
    },
    ...shown.map((field): PlainColumn<Row> => ({ key: field.name, title: field.label, render: (row) => (isBlank(row[field.name]) ? null : <FieldShow dense field={field} value={row[field.name]} record={row} />) })),
    { key: "since", title: t("pool.since"), width: 130, render: (row) => <span title={showDateTime(String(row["pool_since"]))}>{showRelative(String(row["pool_since"]))}</span> },
    { key: "followed", title: t("pool.lastFollowUp"), width: 120, render: (row) => (row["followed_up_at"] ? showRelative(String(row["followed_up_at"])) : <span className="muted">{t("pool.never")}</span>) },
    {
      key: "do",
      title: "",
      width: 90,
      align: "right",
      render: (row) => (
        <Button size="small" type="primary" disabled={busy} onClick={() => void claim([row.id])}>
          {t("pool.claim")}
        </Button>
      ),
    },
  ];
  const left = [
    pool.left_today !== null && t("pool.leftToday", { count: pool.left_today }),
    pool.left_to_hold !== null && t(pool.left_today === null ? "pool.leftToHoldOnly" : "pool.leftToHold", { count: pool.left_to_hold }),
  ].filter(Boolean);
  const rules = [pool.not_followed_days && t("pool.notFollowed", { count: pool.not_followed_days }), pool.not_won_days && t("pool.notWon", { count: pool.not_won_days })].filter(Boolean);

  return (
    <>
      <div className="pool-line">
        <Input allowClear prefix={<SearchOutlined />} placeholder={t("pool.search")} aria-label={t("pool.search")} value={text} onChange={(event) => setText(event.target.value)} />
        <span className="muted">{left.join(", ")}</span>
        {rules.length > 0 && <span className="muted">{t("pool.rules", { rules: rules.join(", ") })}</span>}
        <span className="grow" />
        {ticked.length > 0 && (
          <>
            {pool.manages && (
              <Button disabled={busy} onClick={() => setAssigning(ticked)}>
                {t("pool.assign")}
              </Button>
            )}
            <Button type="primary" loading={busy} onClick={() => void claim(ticked)}>
              {t("pool.claimMany", { count: ticked.length })}
            </Button>
          </>
        )}
      </div>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : rows.length === 0 ? (
        <EmptyState text={t(search ? "pool.emptySearch" : "pool.empty")} />
      ) : (
        <PlainTable rows={rows} columns={columns} rowKey={(row) => row.id} />
      )}
      {assigning && (
        <AssignDialog
          count={assigning.length}
          onClose={() => setAssigning(null)}
          onAssign={async (user) => {
            await perform("assign-from-pool", assigning, { user }, (count) => t("pool.assigned", { count }));
            setAssigning(null);
          }}
        />
      )}
    </>
  );
}
