/** The fields that administrators made, by object. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useLive } from "../../api/live";
import { fieldOf, useObject, useObjects } from "../../api/objects";
import { someRecords } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { FieldDrawer } from "./FieldDrawer";
import "./settings.css";

export function FieldsPage() {
  const { t } = useTranslation();
  const meta = useObject("field");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} />;
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t, i18n } = useTranslation();
  const objects = useObjects();
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState<Row | "new" | null>(null);
  const object = search.get("object");
  const { data, error, refetch } = useQuery(someRecords(meta, { limit: 200, sort: "object", filter: object ? { field: "object", is: object } : null }));
  useLive(["field"]);
  const targets = objects.filter((each) => !each.is_setup && each.listed !== false);
  const labelOf = (row: Row) => String((i18n.language.startsWith("zh") && row["label_zh"]) || row["label_en"]);
  const columns: PlainColumn<Row>[] = [
    {
      key: "label",
      title: t("settings.fields.label"),
      heading: true,
      render: (row) => (
        <Button type="link" size="small" className="field-link" onClick={() => setEditing(row)}>
          {labelOf(row)}
        </Button>
      ),
    },
    { key: "object", title: t("settings.fields.object"), width: 140, render: (row) => objects.find((each) => each.name === row["object"])?.label ?? String(row["object"]) },
    { key: "type", title: t("settings.fields.type"), width: 140, render: (row) => fieldOf(meta, "type")?.choices?.find((choice) => choice.value === row["type"])?.label ?? String(row["type"]) },
    { key: "name", title: t("settings.fields.name"), width: 200, render: (row) => <code>{String(row["name"])}</code> },
    {
      key: "required",
      title: t("settings.fields.required"),
      width: 170,
      render: (row) => {
        const target = objects.find((each) => each.name === row["object"]);
        const from = target && fieldOf(target, String(row["name"]))?.required_from;
        if (row["is_required"] === true) return <Tag color="error">{t("settings.fields.always")}</Tag>;
        const stage = target && from ? fieldOf(target, target.stage_field)?.choices?.find((choice) => choice.value === from)?.label : null;
        return stage ? t("settings.fields.fromStage", { stage }) : null;
      },
    },
  ];
  const rows = data?.items ?? [];
  return (
    <div className="page">
      <PageHead title={meta.label_plural} about={t("settings.fields.about")} back="/setup">
        <Link to="/setup/choices">
          <Button tabIndex={-1}>{t("settings.fields.builtIn")}</Button>
        </Link>
        {meta.rights.create && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
            {t("form.new", { object: meta.label })}
          </Button>
        )}
      </PageHead>
      <div className="page-filters">
        <Select
          allowClear
          className="filter-object"
          aria-label={t("settings.fields.object")}
          placeholder={t("settings.fields.anyObject")}
          value={object}
          options={targets.map((each) => ({ value: each.name, label: each.label }))}
          onChange={(value?: string | null) => setSearch(value ? { object: value } : {}, { replace: true })}
        />
      </div>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : rows.length === 0 ? (
        <EmptyState text={t("settings.fields.none")} action={meta.rights.create && <Button onClick={() => setEditing("new")}>{t("form.new", { object: meta.label })}</Button>} />
      ) : (
        <PlainTable rows={rows} columns={columns} rowKey={(row) => row.id} />
      )}
      {editing && <FieldDrawer key={editing === "new" ? "new" : editing.id} meta={meta} row={editing === "new" ? null : editing} object={object} targets={targets} onClose={() => setEditing(null)} />}
    </div>
  );
}
