/** What a search for duplicates found, group by group; and the question whether a customer is taken. */
import { SearchOutlined, SettingOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Pagination, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { fieldOf, recordPath, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import type { ObjectMeta, Row } from "../../api/types";
import { showRelative } from "../../lib/time";
import { FieldShow } from "../../objects/fields/FieldShow";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { clustersQuery, dismiss, enteredDuplicates, mergeRecords, startSearch, type Cluster } from "./calls";
import { DuplicateList } from "./DuplicateList";
import { asValues } from "./question";
import { Score } from "./Score";
import "./duplicates.css";

const OF_PAGE = 50;
const COLUMNS = 5;

/** Objects whose records have owners: leads, accounts, contacts come first. */
function useCompared(): ObjectMeta[] {
  const usual = ["lead", "account", "contact"];
  const place = (meta: ObjectMeta) => (usual.includes(meta.name) ? usual.indexOf(meta.name) : usual.length);
  return useObjects()
    .filter((meta) => !meta.is_setup && meta.rights.read && meta.listed !== false && meta.fields.some((field) => field.name === "owner"))
    .sort((a, b) => place(a) - place(b));
}

export function DuplicatesPage() {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const compared = useCompared();
  const meta = compared.find((each) => each.name === query.get("object")) ?? compared[0];
  const rules = useObjects().find((each) => each.name === "duplicate_rule");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return (
    <div className="page">
      <PageHead title={t("duplicates.title")} about={t("duplicates.about")}>
        {rules?.rights.read && (
          <Link to="/duplicate-rules">
            <Button icon={<SettingOutlined />}>{t("duplicates.rules")}</Button>
          </Link>
        )}
      </PageHead>
      <Taken key={`taken ${meta.name}`} meta={meta} />
      <Found key={meta.name} meta={meta} compared={compared} onChoose={(object) => setQuery({ object })} />
    </div>
  );
}

function Taken({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const settled = useDebounced(text, 300);
  const values = asValues(meta.fields, meta.title_field, settled);
  const { data, error } = useQuery({ ...enteredDuplicates(meta, values, null), enabled: Object.keys(values).length > 0 && meta.rights.create });
  if (!meta.rights.create) return null;
  return (
    <div className="taken">
      <label htmlFor="taken">{t("duplicates.taken")}</label>
      <Input id="taken" allowClear prefix={<SearchOutlined />} placeholder={t("duplicates.takenHint")} value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
      {error ? <span className="wrong">{sentenceOf(error)}</span> : data && Object.keys(values).length > 0 && (data.length > 0 ? <DuplicateList items={data} /> : <span className="muted taken-free">{t("duplicates.takenFree")}</span>)}
    </div>
  );
}

function Found({ meta, compared, onChoose }: { meta: ObjectMeta; compared: ObjectMeta[]; onChoose: (object: string) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const [page, setPage] = useState(1);
  const [busy, setBusy] = useState(false);
  const { data, error, refetch } = useQuery({ ...clustersQuery(meta, (page - 1) * OF_PAGE), enabled: meta.rights.update });
  const search = data?.search;
  const isSearching = !!search && search.status !== "done";
  const clusters = data?.items.filter((cluster) => cluster.records.length > 1) ?? [];

  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
    } catch (caught) {
      if (!(caught instanceof Cancelled)) void message.error(sentenceOf(caught));
    }
    setBusy(false);
    await refetch();
  };
  const merge = async (cluster: Cluster) => {
    await mergeRecords(meta, { ids: cluster.records.map((record) => record.id) }, t("duplicates.merged", { title: cluster.records[0]?.title ?? "" }));
    void client.invalidateQueries({ queryKey: ["records"] });
  };
  const mergeAll = async () => {
    const failures: string[] = [];
    let done = 0;
    for (const cluster of clusters) {
      try {
        await mergeRecords(meta, { ids: cluster.records.map((record) => record.id) });
        done += 1;
      } catch (caught) {
        if (caught instanceof Cancelled) break;
        failures.push(`${cluster.records[0]?.title ?? ""}: ${sentenceOf(caught)}`);
      }
    }
    void client.invalidateQueries({ queryKey: ["records"] });
    void message.success(t("duplicates.mergedMany", { count: done }));
    if (failures.length > 0) modal.warning({ title: t("duplicates.failedMany", { count: failures.length }), content: <span className="pre-line">{failures.join("\n")}</span> });
  };

  return (
    <>
      <div className="duplicates-bar">
        <Select aria-label={t("duplicates.title")} value={meta.name} options={compared.map((each) => ({ value: each.name, label: each.label_plural }))} onChange={onChoose} />
        {meta.rights.update && (
          <Button loading={isSearching} onClick={() => void attempt(() => startSearch(meta))}>
            {t(isSearching ? "duplicates.searching" : "duplicates.search")}
          </Button>
        )}
        {search?.finished_at && <span className="muted">{t("duplicates.lastSearch", { when: showRelative(search.finished_at), count: search.found })}</span>}
        <span className="grow" />
        {clusters.length > 1 && (
          <Button disabled={busy} onClick={() => modal.confirm({ title: t("duplicates.mergeAllSure", { count: clusters.length }), content: t("duplicates.mergeAllText"), okText: t("duplicates.merge"), onOk: () => attempt(mergeAll) })}>
            {t("duplicates.mergeAll", { count: clusters.length })}
          </Button>
        )}
      </div>
      {!meta.rights.update ? (
        <EmptyState text={t("duplicates.noRule")} />
      ) : !data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : clusters.length === 0 ? (
        <EmptyState text={t(search ? "duplicates.none" : "duplicates.never")} />
      ) : (
        clusters.map((cluster) => (
          <Group key={cluster.records.map((record) => record.id).join(",")} meta={meta} cluster={cluster} busy={busy} onMerge={() => void attempt(() => merge(cluster))} onDismiss={() => void attempt(() => dismiss(meta, cluster.records.map((record) => record.id)))} />
        ))
      )}
      {(data?.total ?? 0) > OF_PAGE && <Pagination current={page} pageSize={OF_PAGE} total={data?.total ?? 0} showSizeChanger={false} onChange={setPage} />}
    </>
  );
}

function Group({ meta, cluster, busy, onMerge, onDismiss }: { meta: ObjectMeta; cluster: Cluster; busy: boolean; onMerge: () => void; onDismiss: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const ids = cluster.records.map((record) => record.id);
  const shown = meta.columns.filter((name) => name !== meta.title_field).slice(0, COLUMNS);
  const columns: PlainColumn<Row>[] = [
    { key: "title", title: fieldOf(meta, meta.title_field)?.label ?? "", heading: true, width: "24%", render: (row) => <Link to={recordPath(meta, row.id)}>{row.title}</Link> },
    ...shown.flatMap((name) => {
      const field = fieldOf(meta, name);
      return field ? [{ key: name, title: field.label, render: (row: Row) => <FieldShow field={field} value={row[name]} record={row} dense dash /> }] : [];
    }),
  ];
  return (
    <section className="cluster">
      <div className="cluster-head">
        <Score score={cluster.score} />
        <span className="muted">{cluster.rules.join(" · ")}</span>
        <span className="grow" />
        <Button size="small" type="primary" disabled={ids.length > 20} onClick={() => void navigate(`/${meta.plural}/merge?ids=${ids.join(",")}`)}>
          {t("duplicates.compare")}
        </Button>
        <Button size="small" disabled={busy || ids.length > 20} onClick={onMerge}>
          {t("duplicates.merge")}
        </Button>
        <Button size="small" disabled={busy || ids.length > 20} onClick={onDismiss}>
          {t("duplicates.notSame")}
        </Button>
      </div>
      <PlainTable rows={cluster.records} columns={columns} rowKey={(row) => row.id} />
    </section>
  );
}
