/** One workflow: its sentence and drawing, its versions, its runs, and the document that can be edited and published. */
import { EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Tabs } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { useLive } from "../../api/live";
import { useObject } from "../../api/objects";
import { isProblem } from "../../api/problem";
import { recordQuery } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { FormContext } from "../../objects/form/FormContext";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { ActiveSwitch } from "./ActiveSwitch";
import { emptyDocument } from "./blockText";
import { definitionQuery, isUnpublished } from "./calls";
import { DocumentEditor } from "./DocumentEditor";
import { Drawing } from "./Drawing";
import { RunsTable } from "./RunsTable";
import { RunStatusSelect } from "./RunStatusSelect";
import { VersionsTable } from "./VersionsTable";
import { workflowName } from "./workflowName";
import "./automation.css";

export function WorkflowPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const meta = useObject("workflow");
  const { data, error, refetch } = useQuery({ ...recordQuery({ name: "workflow", plural: "workflows" }, id), enabled: !!meta });
  if (!meta || (!data && isProblem(error) && (error.status === 404 || error.status === 403))) return <EmptyState text={t("automation.page.gone")} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return <Shown key={data.id} meta={meta} row={data} />;
}

function Shown({ meta, row }: { meta: ObjectMeta; row: Row }) {
  const { t, i18n } = useTranslation();
  const { openForm } = use(FormContext);
  const [search, setSearch] = useSearchParams();
  useLive([`workflow:${row.id}`]);
  const wanted = Number(search.get("version")) || null;
  const published = useQuery(definitionQuery(row.id));
  const other = useQuery({ ...definitionQuery(row.id, wanted), enabled: wanted !== null });
  const shown = wanted === null ? published.data : other.data;
  const object = useObject(String(row["object"]));
  const isPublished = !isUnpublished(published.error);
  const failed = isPublished && !shown ? (wanted === null ? published.error : other.error) : null;
  const set = (values: Record<string, string | null>) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(values)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    setSearch(next, { replace: true });
  };

  const tabs = [
    {
      key: "drawing",
      label: t("automation.page.drawing"),
      children: shown ? <Drawing blocks={shown.blocks} /> : !isPublished ? <EmptyState text={t("automation.list.unpublished")} /> : failed ? <ErrorState error={failed} onRetry={() => void published.refetch()} /> : <Loading />,
    },
    {
      key: "runs",
      label: t("automation.page.runs"),
      children: (
        <>
          <div className="page-filters">
            <RunStatusSelect value={search.get("status")} onChange={(status) => set({ status })} />
          </div>
          <RunsTable query={{ workflow: String(row.id), status: search.get("status") }} withWorkflow={false} />
        </>
      ),
    },
    { key: "versions", label: t("automation.page.versions"), children: <VersionsTable workflow={row.id} onShow={(number) => set({ version: String(number), tab: null })} /> },
    {
      key: "document",
      label: t("automation.page.document"),
      children:
        shown || !isPublished ? (
          <DocumentEditor key={shown?.number ?? "new"} workflow={row.id} start={shown?.document ?? emptyDocument(String(row["object"]))} mayPublish={meta.rights.update} isActive={row["is_active"] === true || !isPublished} />
        ) : (
          <Loading />
        ),
    },
  ];

  return (
    <div className="page">
      <PageHead
        back="/workflows"
        title={
          <>
            {workflowName(row, i18n.language)} <span className="muted">· {object?.label ?? String(row["object"])}</span>
          </>
        }
        about={
          shown &&
          t(shown.published_by ? "automation.page.published" : "automation.page.publishedNobody", { number: shown.number, when: showDateTime(shown.published_at), who: shown.published_by })
        }
      >
        <label className="switch-label">
          <ActiveSwitch meta={meta} row={row} published={isPublished} /> {t("automation.list.active")}
        </label>
        {meta.rights.update && (
          <Button icon={<EditOutlined />} onClick={() => openForm({ object: "workflow", record: row, onSaved: () => undefined })}>
            {t("automation.page.edit")}
          </Button>
        )}
      </PageHead>
      {typeof row["description"] === "string" && row["description"] && <p className="pre-line page-about gap-below">{row["description"]}</p>}
      {wanted !== null && shown && shown.number !== published.data?.number && (
        <Alert
          type="info"
          showIcon
          className="gap-below"
          title={t("automation.page.shown", { number: shown.number })}
          action={
            <Button size="small" onClick={() => set({ version: null })}>
              {t("automation.page.back")}
            </Button>
          }
        />
      )}
      {shown && (
        <section className="page-box sentence" aria-label={t("automation.page.sentence")}>
          {shown.sentence}
        </section>
      )}
      <Tabs activeKey={search.get("tab") ?? (isPublished ? "drawing" : "document")} onChange={(tab) => set({ tab, status: null })} items={tabs} />
    </div>
  );
}
