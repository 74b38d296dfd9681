/** All runs of all workflows, with filters that stand in the address. */
import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { DatePicker, Input, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { someRecords } from "../../api/records";
import { toIso } from "../../lib/time";
import { PageHead } from "../../ui/PageHead";
import { RunsTable } from "./RunsTable";
import { RunStatusSelect } from "./RunStatusSelect";
import { workflowName } from "./workflowName";
import "./automation.css";
import "./pageTexts";

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
  const day = (name: string) => (search.get(name) ? dayjs(search.get(name)) : null);
  const [since, until] = [day("since"), day("until")];
  const query = {
    workflow: search.get("workflow"),
    status: search.get("status"),
    text: search.get("text"),
    since: since && toIso(since.startOf("day")),
    until: until && toIso(until.add(1, "day").startOf("day")),
  };
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
        <DatePicker.RangePicker
          allowEmpty
          placeholder={[t("automation.run.since"), t("automation.run.until")]}
          value={[since, until]}
          onChange={(range) => {
            const next = new URLSearchParams(search);
            (["since", "until"] as const).forEach((name, at) => {
              const picked = range?.[at];
              if (picked) next.set(name, picked.format("YYYY-MM-DD"));
              else next.delete(name);
            });
            setSearch(next, { replace: true });
          }}
        />
        <Input className="runs-search" allowClear prefix={<SearchOutlined className="muted" />} aria-label={t("automation.run.errorText")} placeholder={t("automation.run.errorText")} defaultValue={query.text ?? ""} onPressEnter={(event) => choose("text", event.currentTarget.value.trim() || null)} onClear={() => choose("text", null)} />
      </div>
      <RunsTable query={query} withWorkflow />
    </div>
  );
}
