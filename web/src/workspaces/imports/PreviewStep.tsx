/** What would become of the rows: nothing is written before the person starts the import. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import { useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import type { ObjectMeta } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import type { Import, Outcome, Preview, PreviewRow } from "./calls";
import { DuplicateChoice } from "./DuplicateChoice";
import { GateAnswers } from "./GateAnswers";
import { mappedFields, targetsOf } from "./mapping";

const COLORS: Record<Outcome, string> = { create: "success", update: "processing", skip: "default", duplicate: "warning", waiting: "warning", error: "error" };
const OUTCOMES = ["create", "update", "skip", "error"] as const;

interface Props {
  meta: ObjectMeta;
  importing: Import;
  onBack: () => void;
  onChanged: (changed: Import) => void;
}

export function PreviewStep({ meta, importing, onBack, onChanged }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const objects = useObjects();
  const [onlyErrors, setOnlyErrors] = useState(false);
  const [busy, setBusy] = useState(false);
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ["imports", String(importing.id), "preview", importing.mapping, importing.match_by, importing.on_match, importing.on_missing, importing.on_duplicate],
    queryFn: () => post<Preview>(`/api/imports/${importing.id}/preview`),
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  const start = async () => {
    setBusy(true);
    try {
      onChanged(await post<Import>(`/api/imports/${importing.id}/start`, {}, { answers }));
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
  const targets = targetsOf(meta, objects, (part) => t(`field.${part}`));
  const labelOf = (name: string) => targets.find((target) => target.value === name)?.label.replace(/ \*$/, "") ?? name;
  const rows = onlyErrors ? data.rows.filter((row) => hasProblem(row) || data.duplicates.rows[row.row]) : data.rows;
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
        {data.duplicates.left_out > 0 && (
          <Tag color={COLORS.duplicate} className="import-count">
            <b>{data.duplicates.left_out}</b> {t("imports.outcomes.duplicate")}
          </Tag>
        )}
        {Object.entries(data.made).map(([name, count]) => (
          <Tag key={name} className="import-count">
            {t("imports.willMake", { count, object: objects.find((each) => each.name === name)?.label ?? name })}
          </Tag>
        ))}
        <span className="muted">{t("imports.looked", { count: data.looked_at })}</span>
        <span className="grow" />
        <Checkbox checked={onlyErrors} onChange={(event) => setOnlyErrors(event.target.checked)}>
          {t("imports.onlyErrors")}
        </Checkbox>
      </div>
      <DuplicateChoice importing={importing} found={data.duplicates} onChanged={onChanged} />
      {data.gates.length > 0 && <GateAnswers gates={data.gates} answers={answers} onChange={setAnswers} />}
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
                <Line key={row.row} row={row} fields={fields} sameAs={data.duplicates.rows[row.row]} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="import-foot">
        <Button type="primary" loading={busy} disabled={isPlaceholderData || data.counts.create + data.counts.update === 0} onClick={() => void start()}>
          {t("imports.start")}
        </Button>
        {back}
      </div>
    </>
  );
}

const hasProblem = (row: PreviewRow) => row.outcome === "error" || row.remarks.length > 0;

function Line({ row, fields, sameAs }: { row: PreviewRow; fields: string[]; sameAs: string | undefined }) {
  const { t } = useTranslation();
  const elsewhere = Object.entries(row.problems).filter(([name]) => !fields.includes(name));
  const words = [...elsewhere.map(([, text]) => text), ...row.remarks.filter((text) => text !== sameAs)];
  return (
    <tr className={`is-${row.outcome}`}>
      <td className="number muted">{row.row}</td>
      <td>
        <Tag color={COLORS[row.outcome]} variant="filled">
          {t(`imports.outcome.${row.outcome}`)}
        </Tag>
        {sameAs && <div className="preview-same preview-remark">{sameAs}</div>}
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
