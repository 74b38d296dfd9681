/** How much of each field is filled in, what each owner lacks, and the campaigns to change it. */
import { FilterOutlined, NotificationOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Progress, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useLive } from "../../api/live";
import { fieldOf, useObject, useObjects } from "../../api/objects";
import { someRecords } from "../../api/records";
import type { Filter, ObjectMeta } from "../../api/types";
import { FieldShow } from "../../objects/fields/FieldShow";
import { FilterText } from "../../objects/filter/FilterText";
import { writeListState } from "../../lib/listState";
import { ReportActions } from "../../objects/ReportActions";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { PlainTable } from "../../ui/PlainTable";
import { FilterDialog } from "../settings/FilterDialog";
import { completenessQuery, isMeasured, lacking } from "./api";
import { BeginDialog } from "./BeginDialog";
import "./completeness.css";

export function CompletenessPage() {
  const { t } = useTranslation();
  const objects = useObjects().filter(isMeasured);
  const campaigns = useObject("data_campaign");
  const [search, setSearch] = useSearchParams();
  const meta = objects.find((each) => each.name === (search.get("object") ?? "account")) ?? objects[0];
  if (!meta || !campaigns) return <EmptyState text={t("error.notFoundHint")} />;
  return (
    <div className="page">
      <PageHead title={t("completeness.title")} about={t("completeness.about")} />
      <Measured key={meta.name} meta={meta} objects={objects} campaigns={campaigns} onObject={(name) => setSearch({ object: name }, { replace: true })} />
      <Campaigns meta={campaigns} />
    </div>
  );
}

interface MeasuredProps {
  meta: ObjectMeta;
  objects: ObjectMeta[];
  campaigns: ObjectMeta;
  onObject: (name: string) => void;
}

function Measured({ meta, objects, campaigns, onObject }: MeasuredProps) {
  const { t, i18n } = useTranslation();
  const [filter, setFilter] = useState<Filter | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [asking, setAsking] = useState<"filter" | "campaign" | null>(null);
  const { data, error, refetch } = useQuery(completenessQuery(meta.name, filter, chosen));
  useLive([meta.name]);
  const total = data?.total ?? 0;
  const share = (filled: number) => (total ? Math.floor((filled / total) * 100) : 0);
  const list = (owner?: number) => `/${meta.plural}?${writeListState({ list: null, view: "table", filter: lacking(chosen, filter, owner), sort: null, columns: [meta.title_field, ...chosen, "owner"], group: null, search: "" }).toString()}`;
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <>
      <div className="page-filters">
        <Select className="filter-object" aria-label={t("completeness.object")} value={meta.name} options={objects.map((each) => ({ value: each.name, label: each.label_plural }))} onChange={onObject} />
        <Button icon={<FilterOutlined />} onClick={() => setAsking("filter")}>
          {filter ? <FilterText meta={meta} filter={filter} /> : t("completeness.allRecords")}
        </Button>
        <span className="grow" />
        <ReportActions source="completeness" parameters={{ object: meta.name, filter, fields: chosen }} />
        {campaigns.rights.create && (
          <Button type="primary" icon={<NotificationOutlined />} disabled={chosen.length === 0 || !data?.owners.some((owner) => owner.missing > 0)} onClick={() => setAsking("campaign")}>
            {t("completeness.begin")}
          </Button>
        )}
      </div>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : total === 0 ? (
        <EmptyState text={t("completeness.noRecords")} />
      ) : (
        <div className="complete-columns">
          <section className="page-box">
            <h2>
              {t("completeness.fieldsTitle")} <span className="muted">{number(total)} {meta.label_plural}</span>
            </h2>
            <ul className="complete-fields">
              {[...data.fields].sort((a, b) => a.filled - b.filled).map((field) => (
                <li key={field.name}>
                  <Checkbox checked={chosen.includes(field.name)} onChange={(event) => setChosen((now) => (event.target.checked ? [...now, field.name] : now.filter((name) => name !== field.name)))}>
                    {field.label}
                  </Checkbox>
                  <Progress percent={share(field.filled)} size="small" status="normal" aria-label={`${field.label}: ${t("completeness.filled")}`} />
                  <span className="muted complete-number">{t("completeness.ofTotal", { filled: number(field.filled), total: number(total) })}</span>
                </li>
              ))}
            </ul>
          </section>
          <section className="page-box">
            <h2>{t("completeness.owners")}</h2>
            {chosen.length === 0 ? (
              <p className="muted">{t("completeness.ownersHint")}</p>
            ) : (
              <PlainTable
                rows={data.owners}
                rowKey={(row) => row.id ?? 0}
                columns={[
                  { key: "owner", title: t("completeness.owner"), heading: true, render: (row) => (row.id ? <span className="person"><PersonAvatar name={row.title} /> {row.title}</span> : <span className="muted">{t("completeness.nobody")}</span>) },
                  { key: "total", title: t("completeness.records"), align: "right", render: (row) => number(row.total) },
                  { key: "missing", title: t("completeness.missing"), align: "right", render: (row) => (row.missing && row.id ? <Link to={list(row.id)}>{number(row.missing)}</Link> : number(row.missing)) },
                ]}
              />
            )}
            {chosen.length > 0 && <Link to={list()}>{t("completeness.allMissing")}</Link>}
          </section>
        </div>
      )}
      {asking === "filter" && (
        <FilterDialog
          meta={meta}
          title={t("completeness.filter")}
          filter={filter}
          onClose={() => setAsking(null)}
          onApply={(next) => {
            setFilter(next && Object.keys(next).length > 0 ? next : null);
            setAsking(null);
          }}
        />
      )}
      {asking === "campaign" && <BeginDialog meta={meta} campaigns={campaigns} fields={chosen} filter={filter} onClose={() => setAsking(null)} />}
    </>
  );
}

function Campaigns({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const { data } = useQuery(someRecords(meta, { limit: 50, sort: "-created_at" }));
  const objects = useObjects();
  const status = fieldOf(meta, "status");
  const due = fieldOf(meta, "due_on");
  useLive([meta.name]);
  return (
    <section className="page-box">
      <h2>{t("completeness.campaigns")}</h2>
      {data?.items.length === 0 && <p className="muted">{t("completeness.noCampaigns")}</p>}
      <ul className="complete-campaigns">
        {(data?.items ?? []).map((row) => (
          <li key={row.id}>
            <Link to={`/data-campaigns/${row.id}`}>{row.title}</Link> <span className="muted">{objects.find((each) => each.name === row["object"])?.label_plural}</span> {status && <FieldShow dense field={status} value={row["status"]} record={row} />}{" "}
            {due && !!row["due_on"] && (
              <span className="muted">
                {t("completeness.until")} <FieldShow dense field={due} value={row["due_on"]} record={row} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
