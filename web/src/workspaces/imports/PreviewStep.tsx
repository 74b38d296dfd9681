/** What would become of the rows: nothing is written before the person starts the import. */
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import { Cancelled } from "../../api/problem";
import type { ObjectMeta } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import type { Import, Outcome, Preview, PreviewRow } from "./calls";
import { mappedFields } from "./mapping";

const COLORS: Record<Outcome, string> = { create: "success", update: "processing", skip: "default", error: "error" };
const OUTCOMES: readonly Outcome[] = ["create", "update", "skip", "error"];

interface Props {
  meta: ObjectMeta;
  importing: Import;
  onBack: () => void;
  onStarted: (changed: Import) => void;
}

export function PreviewStep({ meta, importing, onBack, onStarted }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [onlyErrors, setOnlyErrors] = useState(false);
  const [busy, setBusy] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["imports", String(importing.id), "preview", importing.mapping, importing.match_by, importing.on_match, importing.on_missing],
    queryFn: () => post<Preview>(`/api/imports/${importing.id}/preview`),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const start = async () => {
    setBusy(true);
    try {
      onStarted(await post<Import>(`/api/imports/${importing.id}/start`));
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
      setBusy(false);
    }
  };
  const back = <Button onClick={onBack}>{t("imports.back")}</Button>;
  if (!data) {
    return error ? (
      <>
        <ErrorState error={error} onRetry={() => void refetch()} />
        {back}
      </>
    ) : (
      <Loading />
    );
  }
  const fields = mappedFields(importing.mapping);
  const labelOf = (name: string) => meta.fields.find((field) => field.name === name)?.label ?? name;
  const rows = onlyErrors ? data.rows.filter(hasProblem) : data.rows;
  return (
    <>
      <div className="page-filters">
        {OUTCOMES.map(
          (outcome) =>
            data.counts[outcome] > 0 && (
              <Tag key={outcome} color={COLORS[outcome]} className="import-count">
                <b>{data.counts[outcome]}</b> {t(`imports.outcomes.${outcome}`)}
              </Tag>
            ),
        )}
        <span className="muted">{t("imports.looked", { count: data.looked_at })}</span>
        <span className="grow" />
        <Checkbox checked={onlyErrors} onChange={(event) => setOnlyErrors(event.target.checked)}>
          {t("imports.onlyErrors")}
        </Checkbox>
      </div>
      {data.counts.error > 0 && <Alert type="warning" showIcon className="gap-below" title={t("imports.errorsStay")} />}
      {rows.length === 0 ? (
        <EmptyState text={t("imports.noErrors")} />
      ) : (
        <div className="plain-table-box preview-box">
          <table className="preview">
            <thead>
              <tr>
                <th scope="col">{t("imports.row")}</th>
                <th scope="col" />
                {fields.map((name) => (
                  <th key={name} scope="col">
                    {labelOf(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line key={row.row} row={row} fields={fields} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="import-foot">
        <Button type="primary" loading={busy} disabled={data.counts.create + data.counts.update === 0} onClick={() => void start()}>
          {t("imports.start")}
        </Button>
        {back}
      </div>
    </>
  );
}

const hasProblem = (row: PreviewRow) => row.outcome === "error" || row.remarks.length > 0;

function Line({ row, fields }: { row: PreviewRow; fields: string[] }) {
  const { t } = useTranslation();
  const elsewhere = Object.entries(row.problems).filter(([name]) => !fields.includes(name));
  const words = [...elsewhere.map(([, text]) => text), ...row.remarks];
  return (
    <tr className={`is-${row.outcome}`}>
      <td className="number muted">{row.row}</td>
      <td>
        <Tag color={COLORS[row.outcome]} variant="filled">
          {t(`imports.outcome.${row.outcome}`)}
        </Tag>
        {words.length > 0 && <div className={row.outcome === "error" ? "wrong" : "muted preview-remark"}>{words.join(" ")}</div>}
      </td>
      {fields.map((name) => {
        const problem = row.problems[name];
        const text = row.values[name] ?? "";
        return (
          <td key={name} className={problem ? "is-wrong" : ""}>
            {problem ? (
              <Tooltip title={problem}>
                <span tabIndex={0}>
                  {text || t("imports.empty")}
                  <span className="wrong preview-problem">{problem}</span>
                </span>
              </Tooltip>
            ) : (
              <span className="preview-value" title={text}>
                {text}
              </span>
            )}
          </td>
        );
      })}
    </tr>
  );
}
