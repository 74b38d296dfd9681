/** One campaign: how far everybody is, and one's own records with the fields to fill in, edited where they stand. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useLive } from "../../api/live";
import { fieldOf, mayWrite, recordPath, useObject } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { recordQuery, recordSummary, runAction, someRecords } from "../../api/records";
import type { Filter, ObjectMeta, Row } from "../../api/types";
import { useMe } from "../../api/session";
import { idOf } from "../../objects/fields/reference";
import { FieldShow } from "../../objects/fields/FieldShow";
import { InlineField } from "../../objects/fields/InlineField";
import { FilterText } from "../../objects/filter/FilterText";
import { spread, useSave } from "../../objects/form/useSave";
import { writeListState } from "../../lib/listState";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { PlainTable } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { lacking, progressQuery } from "./api";
import "./completeness.css";

export function CampaignPage() {
  const { t } = useTranslation();
  const { id } = useParams();
  const meta = useObject("data_campaign");
  if (!meta || !Number.isSafeInteger(Number(id))) return <EmptyState text={t("error.notFoundHint")} />;
  return <Loaded meta={meta} id={Number(id)} />;
}

function Loaded({ meta, id }: { meta: ObjectMeta; id: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(recordQuery(meta, id));
  const object = useObject(data ? String(data["object"]) : null);
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  if (!object) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} campaign={data} object={object} />;
}

function Shown({ meta, campaign, object }: { meta: ObjectMeta; campaign: Row; object: ObjectMeta }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const fields = (Array.isArray(campaign["fields"]) ? campaign["fields"] : []).map(String);
  const filter = (campaign["filter"] ?? null) as Filter | null;
  const { data: progress } = useQuery(progressQuery(object.name, campaign.id));
  useLive([object.name, "data_campaign"]);
  const number = (value: number) => value.toLocaleString(i18n.language);
  const list = (owner: number) => `/${object.plural}?${writeListState({ list: null, view: "table", filter: lacking(fields, filter, owner), sort: null, columns: [object.title_field, ...fields, "owner"], group: null, search: "" }).toString()}`;
  const done = (began: number, left: number) => Math.max(0, began - left);
  const percent = (began: number, left: number) => (began ? Math.floor((done(began, left) / began) * 100) : 100);
  const running = campaign["status"] === "running";
  const me = useMe();
  const isMine = me.is_administrator || idOf(campaign["owner"]) === me.id;
  const takesPart = (Array.isArray(campaign["people"]) ? campaign["people"] : []).some((person) => idOf(person) === me.id);
  const offered = isMine ? meta.actions.filter((action) => running && ["data_campaign.remind", "data_campaign.end"].includes(action.name)) : [];
  const status = fieldOf(meta, "status");
  const due = fieldOf(meta, "due_on");
  return (
    <div className="page">
      <PageHead title={campaign.title} back="/data-campaigns">
        {offered.map((action) => (
          <Button
            key={action.name}
            onClick={() =>
              void runAction(meta, campaign.id, action, {})
                .then((answer) => {
                  if (answer.record) spread(client, meta, answer.record);
                  void message.success(action.label);
                })
                .catch((error: unknown) => {
                  if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
                })
            }
          >
            {action.label}
          </Button>
        ))}
      </PageHead>
      <section className="page-box">
        <p>
          {status && <FieldShow dense field={status} value={campaign["status"]} record={campaign} />} {object.label_plural}: {fields.map((name) => fieldOf(object, name)?.label ?? name).join(" · ")}
          {due && !!campaign["due_on"] && (
            <>
              {" "}
              · {t("completeness.until")} <FieldShow dense field={due} value={campaign["due_on"]} record={campaign} />
            </>
          )}
        </p>
        {filter && Object.keys(filter).length > 0 && (
          <p className="muted">
            <FilterText meta={object} filter={filter} />
          </p>
        )}
        {!!campaign["message"] && <p className="pre-line">{String(campaign["message"])}</p>}
        {progress && (
          <>
            <Progress percent={percent(progress.began, progress.left)} status="normal" aria-label={t("completeness.progress")} />
            <span className="muted">{t("completeness.done", { done: number(done(progress.began, progress.left)), began: number(progress.began) })}</span>
          </>
        )}
      </section>
      {running && takesPart && <Mine object={object} fields={fields} filter={filter} />}
      {progress && (
        <section className="page-box">
          <h2>{t("completeness.progress")}</h2>
          <PlainTable
            rows={progress.owners}
            rowKey={(row) => row.id ?? 0}
            columns={[
              { key: "person", title: t("completeness.person"), heading: true, render: (row) => (row.id ? <span className="person"><PersonAvatar name={row.title} /> {row.title}</span> : <span className="muted">{t("completeness.nobody")}</span>) },
              { key: "share", title: t("completeness.progress"), width: "40%", render: (row) => <Progress percent={percent(row.began, row.left)} size="small" aria-label={row.title || t("completeness.nobody")} /> },
              { key: "done", title: t("completeness.filled"), align: "right", render: (row) => t("completeness.ofTotal", { filled: number(done(row.began, row.left)), total: number(row.began) }) },
              { key: "left", title: t("completeness.toDo"), align: "right", render: (row) => (row.id && row.left && running ? <Link to={list(row.id)}>{number(row.left)}</Link> : number(row.left)) },
            ]}
          />
        </section>
      )}
    </div>
  );
}

const SHOWN = 30;

function Mine({ object, fields, filter }: { object: ObjectMeta; fields: string[]; filter: Filter | null }) {
  const { t } = useTranslation();
  const mine = lacking(fields, filter, "$me");
  const { data } = useQuery(someRecords(object, { filter: mine, limit: SHOWN, sort: object.title_field }));
  const { data: summary } = useQuery({ ...recordSummary(object, { filter: mine }), enabled: !!data?.next });
  const { update } = useSave(object);
  const shown = fields.flatMap((name) => fieldOf(object, name) ?? []);
  if (!data) return <Loading />;
  return (
    <section className="page-box" data-inline-region>
      <h2>{t("completeness.mine")}</h2>
      {data.items.length === 0 && <p className="muted">{t("completeness.mineDone")}</p>}
      {data.items.map((row) => (
        <div key={row.id} className="complete-row" style={{ gridTemplateColumns: `minmax(0, 1fr) repeat(${shown.length}, minmax(0, 1fr))` }}>
          <Link to={recordPath(object, row.id)} className="ellipsis" title={row.title}>
            {row.title}
          </Link>
          {shown.map((field) => (
            <div key={field.name}>
              <small className="muted">{field.label}</small>
              {mayWrite(object, field) ? (
                <InlineField field={field} record={row} save={(value, base) => update(base, { [field.name]: value }, `${row.title}: ${field.label}`)} />
              ) : (
                <FieldShow dense field={field} value={row[field.name]} record={row} />
              )}
            </div>
          ))}
        </div>
      ))}
      {data.next && <p className="muted">{t("completeness.more", { count: Math.max(0, (summary?.count ?? 0) - data.items.length) })}</p>}
    </section>
  );
}
