/** Which column goes into which field, what makes two records the same, and whether workflows run. */
import { Alert, Button, Form, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { patch } from "../../api/client";
import { useObjects } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import type { ObjectMeta } from "../../api/types";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import type { Import, OnMissing } from "./calls";
import { mappedFields, targetsOf, usualMissing, withField } from "./mapping";

type Column = Import["columns"][number];
const SHOWN_SAMPLES = 3;

export function MappingStep({ meta, start, onDone }: { meta: ObjectMeta; start: Import; onDone: (changed: Import) => void }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const [mapping, setMapping] = useState(start.mapping);
  const [matchBy, setMatchBy] = useState(start.match_by);
  const [onMatch, setOnMatch] = useState(start.on_match);
  const [onMissing, setOnMissing] = useState(start.on_missing);
  const [automation, setAutomation] = useState(start.automation);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");

  const writable = meta.fields.filter((field) => !field.read_only && field.right === "write");
  const targets = targetsOf(meta, objects, (part) => t(`field.${part}`));
  const known = new Set(targets.map((target) => target.value));
  const fields = mappedFields(mapping);
  const groups = [...new Set(targets.map((target) => target.through))].map((through) => ({
    label: through ? t("imports.ofRelated", { object: meta.fields.find((field) => field.name === through)?.label }) : meta.label,
    options: targets.filter((target) => target.through === through),
  }));
  const options = [{ value: "", label: t("imports.leaveOut") }, ...groups];

  const usual = (column: string) => usualMissing(meta, objects, mapping, mapping[column]);
  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      const missing = Object.fromEntries(Object.entries(onMissing).filter(([column]) => mapping[column]));
      onDone(await patch<Import>(`/api/imports/${start.id}`, { mapping, match_by: matchBy.filter((name) => fields.includes(name)), on_match: onMatch, on_missing: missing, automation }));
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) setWrong(Object.values(error.fields).flat().join("\n"));
      else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };

  const columns: PlainColumn<Column>[] = [
    { key: "name", title: t("imports.column"), heading: true, width: "22%", render: (column) => <b>{column.name}</b> },
    {
      key: "samples",
      title: t("imports.samples"),
      render: (column) => (
        <span className="muted">
          {column.samples
            .slice(0, SHOWN_SAMPLES)
            .map((value) => value || t("imports.empty"))
            .join(" · ")}
        </span>
      ),
    },
    {
      key: "field",
      title: t("imports.field"),
      width: 300,
      render: (column) => (
        <Select
          className="full"
          showSearch={{ optionFilterProp: "label" }}
          aria-label={`${column.name}: ${t("imports.field")}`}
          status={mapping[column.name] && !known.has(mapping[column.name] ?? "") ? "error" : ""}
          value={mapping[column.name] ?? ""}
          options={options}
          onChange={(name: string) => setMapping(withField(mapping, column.name, name || null))}
        />
      ),
    },
    {
      key: "missing",
      title: t("imports.onMissing"),
      width: 150,
      render: (column) =>
        usual(column.name) ? (
          <Select<OnMissing>
            className="full"
            aria-label={`${column.name}: ${t("imports.onMissing")}`}
            value={onMissing[column.name] ?? usual(column.name) ?? "error"}
            options={(["error", "leave_empty", "create"] as const).map((value) => ({ value, label: t(`imports.missing.${value}`) }))}
            onChange={(value) => setOnMissing({ ...onMissing, [column.name]: value })}
          />
        ) : null,
    },
  ];

  return (
    <>
      <p className="muted">
        {t("imports.mapped", { count: fields.length, all: start.columns.length })}
        {fields.some((name) => targets.some((target) => target.value === name && target.through)) && ` · ${t("imports.relatedHint")}`}
      </p>
      <PlainTable rows={start.columns} columns={columns} rowKey={(column) => column.name} rowClass={(column) => (mapping[column.name] ? "" : "is-left-out")} />
      <section className="page-box import-options">
        <Form layout="vertical" component="div">
          <div className="form-grid">
            <Form.Item label={t("imports.matchBy")} htmlFor="import-match" extra={t("imports.matchByHint")}>
              <Select
                id="import-match"
                mode="multiple"
                value={matchBy.filter((name) => fields.includes(name))}
                options={writable.filter((field) => fields.includes(field.name)).map((field) => ({ value: field.name, label: field.label }))}
                onChange={setMatchBy}
              />
            </Form.Item>
            <Form.Item label={t("imports.onMatch")}>
              <Radio.Group value={onMatch} disabled={matchBy.length === 0} options={(["update", "skip"] as const).map((value) => ({ value, label: t(`imports.match.${value}`) }))} onChange={(event) => setOnMatch(event.target.value as Import["on_match"])} />
            </Form.Item>
          </div>
          <Form.Item label={t("imports.automation")}>
            <Radio.Group value={automation} options={(["run", "later", "skip"] as const).map((value) => ({ value, label: t(`imports.automations.${value}`) }))} onChange={(event) => setAutomation(event.target.value as Import["automation"])} />
          </Form.Item>
        </Form>
        {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
        <Button type="primary" loading={busy} disabled={fields.length === 0} onClick={() => void save()}>
          {t("imports.next")}
        </Button>
      </section>
    </>
  );
}
