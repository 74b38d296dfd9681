/** The stages of the pipelines: their order, names, chances, required fields and how long a deal may stay. */
import { PlusOutlined } from "@ant-design/icons";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { get } from "../../../api/client";
import { useObject } from "../../../api/objects";
import { someRecords } from "../../../api/records";
import type { ObjectMeta, Row } from "../../../api/types";
import { FormContext } from "../../../objects/form/FormContext";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import type { StageItem } from "./draft";
import { StagesEditor } from "./StagesEditor";
import "../admin.css";

export const stagesQuery = (pipeline: number) =>
  queryOptions({
    queryKey: ["stages", pipeline],
    queryFn: ({ signal }) => get<{ items: StageItem[] }>(`/api/pipelines/${pipeline}/stages`, {}, signal),
  });

export function StagesPage() {
  const { t } = useTranslation();
  const meta = useObject("pipeline");
  const opportunity = useObject("opportunity");
  if (!meta || !opportunity) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} opportunity={opportunity} />;
}

function Shown({ meta, opportunity }: { meta: ObjectMeta; opportunity: ObjectMeta }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const [search, setSearch] = useSearchParams();
  const pipelines = useQuery(someRecords(meta, { sort: "position", limit: 100 }));
  const rows = pipelines.data?.items ?? [];
  const chosen = rows.find((row) => String(row.id) === search.get("pipeline")) ?? rows.find((row) => row["is_default"] === true) ?? rows[0];
  const choose = (id: number) => setSearch({ pipeline: String(id) }, { replace: true });

  return (
    <div className="page">
      <PageHead title={t("admin.stages.title")} about={t("admin.stages.about")} back="/setup">
        {meta.rights.create && (
          <Button icon={<PlusOutlined />} onClick={() => openForm({ object: "pipeline", values: { position: (Number(rows.at(-1)?.["position"]) || 0) + 10 }, onSaved: (row) => choose(row.id) })}>
            {t("form.new", { object: meta.label })}
          </Button>
        )}
      </PageHead>
      {!pipelines.data ? (
        pipelines.error ? <ErrorState error={pipelines.error} onRetry={() => void pipelines.refetch()} /> : <Loading />
      ) : !chosen ? (
        <EmptyState text={t("admin.stages.noPipeline")} />
      ) : (
        <>
          {rows.length > 1 && <Segmented className="audit-tabs" value={chosen.id} options={rows.map((row) => ({ value: row.id, label: row.title }))} onChange={choose} />}
          <Stages key={chosen.id} pipeline={chosen} opportunity={opportunity} />
        </>
      )}
    </div>
  );
}

function Stages({ pipeline, opportunity }: { pipeline: Row; opportunity: ObjectMeta }) {
  const { data, error, refetch, dataUpdatedAt } = useQuery({ ...stagesQuery(pipeline.id), refetchOnWindowFocus: false, staleTime: Infinity });
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return <StagesEditor key={dataUpdatedAt} pipeline={pipeline} opportunity={opportunity} items={data.items} />;
}
