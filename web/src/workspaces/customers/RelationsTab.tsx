/** How a customer hangs together with others: drawn, or as a list (on phones, and for those who cannot see the drawing). */
import { EditOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { Suspense, use, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get } from "../../api/client";
import { recordPath, useObject, useObjects } from "../../api/objects";
import { lazily } from "../../api/parts";
import type { Row } from "../../api/types";
import { FormContext } from "../../objects/form/FormContext";
import type { RecordSlotProps } from "../../objects/slots";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { useNarrow } from "../../ui/useNarrow";
import { relationsQuery, type Graph } from "./calls";
import "./customers.css";

const RelationsCanvas = lazily(() => import("./RelationsCanvas").then((module) => ({ default: module.RelationsCanvas })));

export function RelationsTab({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { openForm } = use(FormContext);
  const relationship = useObject("relationship");
  const { data, error, refetch } = useQuery(relationsQuery(meta, record.id));
  const [view, setView] = useState<"graph" | "list">(narrow ? "list" : "graph");
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={5} />;
  return (
    <div>
      <div className="relations-line">
        {data.lines.length > 0 && (
          <Segmented<"graph" | "list">
            value={view}
            onChange={setView}
            options={[
              { value: "graph", label: t("customers.relations.graph") },
              { value: "list", label: t("customers.relations.list") },
            ]}
          />
        )}
        <span className="grow" />
        {relationship?.rights.create && (
          <Button icon={<PlusOutlined />} onClick={() => openForm({ object: "relationship", values: { source: { object: meta.name, id: record.id, title: record.title } }, onSaved: () => void refetch() })}>
            {t("customers.relations.add")}
          </Button>
        )}
      </div>
      {data.cut && <p className="muted">{t("customers.relations.cut")}</p>}
      {data.lines.length === 0 ? (
        <EmptyState text={t("customers.relations.none")} />
      ) : view === "graph" ? (
        <Suspense fallback={<Loading rows={5} />}>
          <RelationsCanvas graph={data} label={t("customers.relations.label", { title: record.title })} />
        </Suspense>
      ) : (
        <RelationsList graph={data} onChanged={() => void refetch()} />
      )}
    </div>
  );
}

const GROUPS = ["parent", "works_at", "reports_to", "relationship"] as const;

function RelationsList({ graph, onChanged }: { graph: Graph; onChanged: () => void }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const objects = useObjects();
  const relationship = useObject("relationship");
  const show = (key: string) => {
    const node = graph.nodes.find((each) => each.key === key);
    const meta = objects.find((each) => each.name === node?.object);
    return node && meta ? <Link to={recordPath(meta, node.id)}>{node.title}</Link> : null;
  };
  const edit = async (id: number) => {
    const row = await get<Row>(`/api/relationships/${id}`);
    openForm({ object: "relationship", record: row, onSaved: onChanged });
  };
  return (
    <div className="relations-list">
      {GROUPS.map((kind) => {
        const lines = graph.lines.filter((line) => line.kind === kind);
        return lines.length === 0 ? null : (
          <section key={kind}>
            <h3>{t(`customers.relations.groups.${kind}`)}</h3>
            <ul>
              {lines.map((line) => (
                <li key={`${line.source} ${line.target} ${line.id}`}>
                  {show(line.source)} <span className="muted">{line.label}</span> {show(line.target)}
                  {line.note && <span className="muted"> · {line.note}</span>}
                  {line.id > 0 && relationship?.rights.update && <Button size="small" type="text" icon={<EditOutlined />} aria-label={t("customers.relations.edit")} onClick={() => void edit(line.id).catch(() => undefined)} />}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
