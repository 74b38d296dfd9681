/** One import on its way: columns, preview, progress, result. Which step is shown follows from its state. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useObject } from "../../api/objects";
import { isProblem } from "../../api/problem";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { importQuery, type Import } from "./calls";
import { ImportSteps } from "./ImportSteps";
import { MappingStep } from "./MappingStep";
import { PreviewStep } from "./PreviewStep";
import { ResultStep } from "./ResultStep";
import "./imports.css";

export function ImportPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(importQuery(id));
  const meta = useObject(data?.object);
  const [looking, setLooking] = useState(false);
  if (!data && isProblem(error)) return <EmptyState text={t("error.notFoundHint")} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  const keep = (changed: Import) => client.setQueryData(importQuery(id).queryKey, changed);
  const step = data.status !== "mapping" ? 3 : looking ? 2 : 1;
  return (
    <div className="page">
      <PageHead title={t("imports.new", { object: meta.label_plural })} about={`${data.file_name}${data.sheet ? ` · ${data.sheet}` : ""}${data.encoding ? ` · ${data.encoding.toUpperCase()}` : ""}`} back="/imports" />
      <ImportSteps at={data.status === "done" ? 4 : step} />
      {step === 1 && (
        <MappingStep
          key={data.id}
          meta={meta}
          start={data}
          onDone={(changed) => {
            keep(changed);
            setLooking(true);
          }}
        />
      )}
      {step === 2 && <PreviewStep meta={meta} importing={data} onBack={() => setLooking(false)} onChanged={keep} />}
      {step === 3 && <ResultStep meta={meta} importing={data} />}
    </div>
  );
}
