/** Tries the gate as it stands in the form on a record: would it speak, and what would it say? */
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta } from "../../api/types";
import { idOf, RecordPicker } from "../../objects/fields/reference";
import { useDebounced } from "../../ui/useDebounced";
import { trialQuery, type Gate } from "./calls";

export function GateTrial({ own, gate }: { own: ObjectMeta; gate: Gate }) {
  const { t } = useTranslation();
  const [record, setRecord] = useState<unknown>(null);
  const draft = useDebounced(gate);
  const { data } = useQuery(trialQuery(draft, Number(idOf(record) ?? 0)));
  const field = { name: "record", label: own.label, type: "reference", object: own.name, choices: null } as unknown as FieldMeta;
  return (
    <section className="gate-trial" aria-labelledby="gate-trial">
      <b id="gate-trial">{t("gates.try")}</b>
      {data && !data.problems["filter"] && <span className="muted">{data.count === null ? t("gates.countMany") : t("gates.countNow", { count: data.count })}</span>}
      <label htmlFor="gate-record" className="muted">
        {t("gates.tryHint")}
      </label>
      <RecordPicker id="gate-record" field={field} value={record} onChange={setRecord} />
      <div aria-live="polite">
        {record !== null && data?.speaks === true && <Alert type="warning" showIcon title={t("gates.speaks")} description={<span className="pre-line">{[data.text, data.approvers && t("gates.askedOf", { names: data.approvers })].filter(Boolean).join("\n")}</span>} />}
        {record !== null && data?.speaks === false && <Alert type="success" showIcon title={t("gates.silent")} />}
        {data && Object.keys(data.problems).length > 0 && <Alert type="error" className="gap-above" title={Object.values(data.problems).join(" ")} />}
      </div>
    </section>
  );
}
