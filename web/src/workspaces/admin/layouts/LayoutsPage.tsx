/** How the form, the record page and the list of an object are arranged. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { get } from "../../../api/client";
import type { components } from "../../../api/generated";
import { useObject, useObjects } from "../../../api/objects";
import { someRecords } from "../../../api/records";
import type { ObjectMeta } from "../../../api/types";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import { LayoutEditor } from "./LayoutEditor";
import "../admin.css";

export function LayoutsPage() {
  const { t } = useTranslation();
  const layout = useObject("layout");
  const objects = useObjects();
  const [search, setSearch] = useSearchParams();
  const chosen = objects.find((meta) => meta.name === (search.get("object") ?? "account")) ?? objects[0];
  if (!layout || !chosen) return <EmptyState text={t("error.notFoundHint")} />;
  return (
    <div className="page">
      <PageHead title={t("admin.layouts.title")} about={t("admin.layouts.about")} back="/setup" />
      <div className="page-filters">
        <Select
          showSearch={{ optionFilterProp: "label" }}
          className="filter-select"
          popupMatchSelectWidth={false}
          aria-label={t("admin.layouts.object")}
          value={chosen.name}
          options={objects.filter((meta) => !meta.is_setup).map((meta) => ({ value: meta.name, label: meta.label_plural }))}
          onChange={(name) => setSearch({ object: name }, { replace: true })}
        />
      </div>
      <Shown key={chosen.name} layout={layout} meta={chosen} />
    </div>
  );
}

function Shown({ layout, meta }: { layout: ObjectMeta; meta: ObjectMeta }) {
  const { data, error, refetch, dataUpdatedAt } = useQuery({ ...someRecords(layout, { filter: { field: "object", is: meta.name }, limit: 1 }), refetchOnWindowFocus: false, staleTime: Infinity });
  const sections = useQuery({ queryKey: ["sections", meta.name], queryFn: ({ signal }) => get<components["schemas"]["SectionInLanguages"][]>(`/api/objects/${meta.name}/sections`, {}, signal), refetchOnWindowFocus: false, staleTime: Infinity });
  const failed = error ?? sections.error;
  if (!data || !sections.data) return failed ? <ErrorState error={failed} onRetry={() => void Promise.all([refetch(), sections.refetch()])} /> : <Loading />;
  return <LayoutEditor key={`${dataUpdatedAt} ${sections.dataUpdatedAt}`} layout={layout} meta={meta} row={data.items[0] ?? null} shown={sections.data} />;
}
