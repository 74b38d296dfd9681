/** One workflow: the designer, its runs, its versions, and the document as it is stored. */
import { ArrowLeftOutlined, EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Tabs } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
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
import { useNarrow } from "../../ui/useNarrow";
import { useTitle } from "../../ui/useTitle";
import { ActiveSwitch } from "./ActiveSwitch";
import { emptyDocument } from "./blockText";
import { definitionQuery, isUnpublished } from "./calls";
import { DesignTab } from "./designer/DesignTab";
import { DocumentEditor } from "./DocumentEditor";
import "./pageTexts";
import { RunsTable } from "./RunsTable";
import { RunStatusSelect } from "./RunStatusSelect";
import { CompareVersions } from "./running/CompareVersions";
import { MeasuresTab } from "./running/MeasuresTab";
import { VersionCanvas } from "./running/VersionCanvas";
import { Rollouts } from "./starts/Rollouts";
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
  const narrow = useNarrow();
  useTitle(workflowName(row, i18n.language));
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

  const tab = search.get("tab") ?? "design";
  const tabs = (["design", "runs", "measures", "versions", "document"] as const).map((key) => ({ key, label: t(`automation.page.${key}`) }));
  const compared = tab === "versions" ? Number(search.get("compare")) || null : null;
  const isDesign = tab === "design" || tab === "measures" || compared !== null;
  const isDrawing = tab === "design";

  return (
    <div className={isDesign ? "designer-page" : "page"}>
      <header className={isDesign ? "workflow-head is-design" : "workflow-head"}>
        <Link to="/workflows" className="record-back" aria-label={t("common.back")} title={t("common.back")}>
          <ArrowLeftOutlined />
        </Link>
        <h1 className="workflow-title ellipsis" title={shown && t(shown.published_by ? "automation.page.published" : "automation.page.publishedNobody", { number: shown.number, when: showDateTime(shown.published_at), who: shown.published_by })}>
          {workflowName(row, i18n.language)}
        </h1>
        <span className="muted workflow-of">
          {object?.label ?? String(row["object"])} · {shown ? t("automation.runPage.version", { number: shown.number }) : t("automation.list.unpublished")}
        </span>
        <Tabs className="workflow-tabs" size="small" tabBarGutter={narrow ? 14 : 24} activeKey={tab} onChange={(next) => set({ tab: next === "design" ? null : next, status: null, compare: null })} items={tabs} />
        <span className="grow" />
        <label className="switch-label">
          <ActiveSwitch meta={meta} row={row} published={isPublished} /> <span className="workflow-active">{t("automation.list.active")}</span>
        </label>
        {meta.rights.update && <Button icon={<EditOutlined />} title={t("automation.page.edit")} aria-label={t("automation.page.edit")} onClick={() => openForm({ object: "workflow", record: row, onSaved: () => undefined })} />}
      </header>
      <Rollouts workflow={row.id} object={String(row["object"])} all={tab === "runs"} />
      {isDrawing && wanted !== null && shown && (
        <Alert
          type="info"
          showIcon
          title={t("automation.page.shown", { number: shown.number })}
          action={
            <Button size="small" onClick={() => set({ version: null })}>
              {t("automation.page.back")}
            </Button>
          }
        />
      )}
      {tab === "measures" && <MeasuresTab workflow={row.id} definition={published.data} />}
      {compared !== null && <CompareVersions workflow={row.id} version={compared} />}
      {isDrawing && wanted === null && <DesignTab row={row} mayEdit={meta.rights.update} />}
      {isDrawing && wanted !== null && (shown ? <VersionCanvas definition={shown} /> : failed ? <ErrorState error={failed} onRetry={() => void other.refetch()} /> : <Loading />)}
      {tab === "runs" && (
        <>
          <div className="page-filters">
            <RunStatusSelect value={search.get("status")} onChange={(status) => set({ status })} />
          </div>
          <RunsTable query={{ workflow: String(row.id), status: search.get("status") }} withWorkflow={false} />
        </>
      )}
      {tab === "versions" && compared === null && <VersionsTable workflow={row.id} mayEdit={meta.rights.update} onShow={(number) => set({ version: String(number), tab: null })} onCompare={(number) => set({ compare: String(number) })} onDraw={() => set({ tab: null, version: null })} />}
      {tab === "document" &&
        (shown || !isPublished ? (
          <DocumentEditor key={shown?.number ?? "new"} workflow={row.id} start={shown?.document ?? emptyDocument(String(row["object"]))} mayPublish={meta.rights.update} isActive={row["is_active"] === true || !isPublished} />
        ) : (
          <Loading />
        ))}
    </div>
  );
}
