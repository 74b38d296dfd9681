/** All runs of all workflows, with filters that stand in the address. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { someRecords } from "../../api/records";
import { PageHead } from "../../ui/PageHead";
import { RunsTable } from "./RunsTable";
import { RunStatusSelect } from "./RunStatusSelect";
import { workflowName } from "./workflowName";
import "./automation.css";

export function RunsPage() {
  const { t, i18n } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const workflows = useQuery(someRecords({ name: "workflow", plural: "workflows" }, { limit: 100, sort: "name" })).data?.items ?? [];
  const choose = (name: string, value: string | null) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  const query = { workflow: search.get("workflow"), status: search.get("status") };
  return (
    <div className="page">
      <PageHead title={t("automation.runs")} />
      <div className="page-filters">
        <Select
          allowClear
          className="automation-select"
          aria-label={t("automation.runList.workflow")}
          placeholder={t("automation.runList.anyWorkflow")}
          popupMatchSelectWidth={false}
          value={query.workflow}
          options={workflows.map((row) => ({ value: String(row.id), label: workflowName(row, i18n.language) }))}
          onChange={(value?: string | null) => choose("workflow", value ?? null)}
        />
        <RunStatusSelect value={query.status} onChange={(value) => choose("status", value)} />
      </div>
      <RunsTable query={query} withWorkflow />
    </div>
  );
}
