/** Records side by side: which one stays, and whose value each field keeps. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Radio, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { recordPath, useObjectByPlural, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import type { FieldMeta, ObjectMeta, Row } from "../../api/types";
import { showRelative } from "../../lib/time";
import { FieldShow } from "../../objects/fields/FieldShow";
import { isBlank } from "../../objects/fields/kind";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { sentenceOf } from "../../ui/Problems";
import { mergeRecords, proposalQuery, type Proposal } from "./calls";
import "./duplicates.css";

export function MergePage() {
  const { t } = useTranslation();
  const { plural } = useParams();
  const [query] = useSearchParams();
  const meta = useObjectByPlural(plural);
  const ids = query.get("ids") ?? "";
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Loaded key={`${meta.name} ${ids}`} meta={meta} ids={ids} />;
}

function Loaded({ meta, ids }: { meta: ObjectMeta; ids: string }) {
  const { data, error, refetch } = useQuery({ ...proposalQuery(meta, ids), staleTime: Infinity });
  if (!data) {
    return <div className="page">{error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />}</div>;
  }
  return <Shown meta={meta} proposal={data} />;
}

function Shown({ meta, proposal }: { meta: ObjectMeta; proposal: Proposal }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const objects = useObjects();
  const [winner, setWinner] = useState(proposal.winner);
  const [take, setTake] = useState<Record<string, number>>({});
  const [onlyDiffering, setOnlyDiffering] = useState(true);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");

  const { records, differing, united } = proposal;
  const ordered = [...meta.sections.flatMap((section) => section.fields), ...meta.fields.map((field) => field.name)];
  const fields = [...new Set(ordered)]
    .map((name) => meta.fields.find((field) => field.name === name))
    .filter((field): field is FieldMeta => !!field && field.name in proposal.take)
    .filter((field) => (onlyDiffering ? differing.includes(field.name) : records.some((record) => !isBlank(record[field.name]))));
  const kept = (field: FieldMeta): number | null => {
    const chosen = take[field.name];
    if (chosen !== undefined) return chosen;
    if (united.includes(field.name)) return null;
    const stays = records.find((record) => record.id === winner);
    return stays && !isBlank(stays[field.name]) ? winner : (proposal.take[field.name] ?? winner);
  };

  const save = async () => {
    setBusy(true);
    setWrong("");
    const stays = records.find((record) => record.id === winner);
    try {
      const chosen = Object.fromEntries(fields.flatMap((field) => (differing.includes(field.name) && kept(field) !== null ? [[field.name, kept(field) as number]] : [])));
      await mergeRecords(meta, { ids: records.map((record) => record.id), winner, take: chosen }, t("duplicates.merged", { title: stays?.title ?? "" }));
      void client.invalidateQueries({ queryKey: ["records"] });
      void client.invalidateQueries({ queryKey: ["duplicates"] });
      void navigate(recordPath(meta, winner), { replace: true });
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
      setBusy(false);
    }
  };

  const counted = (record: Row) =>
    Object.entries(proposal.counts[String(record.id)] ?? {})
      .map(([name, count]) => ({ name, count, label: objects.find((each) => each.name === name)?.label_plural }))
      .filter((each) => each.label);

  return (
    <div className="page">
      <PageHead title={t("duplicates.mergeTitle", { count: records.length, objects: meta.label_plural })} about={t("duplicates.mergeAbout")} back={`/${meta.plural}`}>
        <Checkbox checked={onlyDiffering} onChange={(event) => setOnlyDiffering(event.target.checked)}>
          {t("duplicates.onlyDiffering")}
        </Checkbox>
      </PageHead>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <div className="merge-box">
        <table className="merge-table">
          <thead>
            <tr>
              <th scope="col">{t("duplicates.field")}</th>
              {records.map((record) => (
                <th key={record.id} scope="col" className={record.id === winner ? "is-winner" : ""}>
                  <Radio
                    checked={record.id === winner}
                    onChange={() => {
                      setWinner(record.id);
                      setTake({});
                    }}
                  >
                    {t("duplicates.stays")}
                  </Radio>
                  <Link to={recordPath(meta, record.id)} target="_blank" className="merge-title">
                    {record.title}
                  </Link>
                  <div className="muted merge-when">
                    #{record.id} · {showRelative(record.updated_at)}
                  </div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.name}>
                <th scope="row">
                  {field.label}
                  {united.includes(field.name) && (
                    <Radio className="merge-united" checked={kept(field) === null} onChange={() => setTake(({ [field.name]: _gone, ...rest }) => rest)}>
                      {t("duplicates.united")}
                    </Radio>
                  )}
                </th>
                {records.map((record) => {
                  const blank = isBlank(record[field.name]);
                  const isKept = kept(field) === record.id || kept(field) === null;
                  return (
                    <td key={record.id} className={isKept ? "is-kept" : ""}>
                      <label className="merge-choice">
                        <Radio checked={kept(field) === record.id} disabled={!differing.includes(field.name)} onChange={() => setTake({ ...take, [field.name]: record.id })} aria-label={`${field.label}: ${record.title}`} />
                        <span className="merge-value">{blank ? <span className="muted">{t("duplicates.empty")}</span> : <FieldShow field={field} value={record[field.name]} record={record} />}</span>
                      </label>
                    </td>
                  );
                })}
              </tr>
            ))}
            <tr>
              <th scope="row">{t("duplicates.points")}</th>
              {records.map((record) => (
                <td key={record.id}>
                  <span className="merge-counts">
                    {counted(record).map((each) => (
                      <Tag key={each.name}>
                        {each.label} {each.count}
                      </Tag>
                    ))}
                  </span>
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <div className="merge-foot">
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {t("duplicates.merge")}
        </Button>
        <Button disabled={busy} onClick={() => void navigate(-1)}>
          {t("duplicates.cancel")}
        </Button>
      </div>
    </div>
  );
}
