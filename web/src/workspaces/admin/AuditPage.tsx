/** Who did what, when and from where: changes of records and set-up, and sign-ins, exports and the like. What is looked for stands in the address. */
import { DownloadOutlined, ReloadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { address } from "../../api/client";
import { useObjects } from "../../api/objects";
import { toIso } from "../../lib/time";
import { PageHead } from "../../ui/PageHead";
import { peopleQuery, type AuditAsked } from "./calls";
import { ChangesTable } from "./ChangesTable";
import { EntriesTable } from "./EntriesTable";
import "./admin.css";

const SOURCES = ["web", "api", "import", "workflow", "system", "database"] as const;
const CHANGES = ["created", "updated", "deleted", "other"] as const;
const ENTRIES = ["signed_in", "sign_in_refused", "signed_out", "view_begun", "view_ended", "exported", "password_set", "taken_back"] as const;
const TABS = ["all", "setup", "records", "entries"] as const;
type Tab = (typeof TABS)[number];

export function AuditPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const objects = useObjects();
  const people = useQuery(peopleQuery).data?.items ?? [];
  const [search, setSearch] = useSearchParams();
  const tab = TABS.find((each) => each === search.get("tab")) ?? "all";
  const isEntries = tab === "entries";
  const [from, to] = [search.get("from"), search.get("to")];
  const asked: AuditAsked = {
    person: search.get("person"),
    object: isEntries ? null : search.get("object"),
    record: isEntries ? null : search.get("record"),
    kind: search.get("kind"),
    source: isEntries ? null : search.get("source"),
    part: tab === "setup" || tab === "records" ? tab : null,
    since: from ? toIso(dayjs(from).startOf("day")) : null,
    until: to ? toIso(dayjs(to).add(1, "day").startOf("day")) : null,
  };
  const choose = (changes: Record<string, string | null | undefined>) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    setSearch(next, { replace: true });
  };
  const select = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      className="filter-select"
      popupMatchSelectWidth={false}
      aria-label={label}
      placeholder={label}
      value={search.get(name)}
      options={options}
      onChange={(value?: string | null) => choose({ [name]: value, ...(name === "object" ? { record: null } : {}) })}
    />
  );
  const shown = objects.filter((meta) => tab === "all" || meta.is_setup === (tab === "setup"));

  return (
    <div className="page">
      <PageHead title={t("admin.audit.title")} about={t("admin.audit.about")} back="/setup">
        <Button icon={<ReloadOutlined />} onClick={() => void client.invalidateQueries({ queryKey: ["audit"] })}>
          {t("list.refresh")}
        </Button>
        <Button icon={<DownloadOutlined />} href={address("/api/audit/file", { ...asked, which: isEntries ? "entries" : "changes" })} title={t("admin.audit.exportHint")}>
          {t("admin.audit.export")}
        </Button>
      </PageHead>
      <div className="page-filters">
        <Segmented<Tab> className="audit-tabs" value={tab} options={TABS.map((value) => ({ value, label: t(`admin.audit.tab.${value}`) }))} onChange={(next) => choose({ tab: next === "all" ? null : next, kind: null, object: null, record: null })} />
        {select("person", t("admin.audit.person"), people.map((person) => ({ value: String(person.id), label: person.title })))}
        {!isEntries && select("object", t("admin.audit.object"), shown.map((meta) => ({ value: meta.name, label: meta.label_plural })))}
        {select("kind", t("admin.audit.kind"), isEntries ? ENTRIES.map((value) => ({ value, label: t(`admin.audit.entry.${value}`) })) : CHANGES.map((value) => ({ value, label: t(`admin.audit.change.${value}`) })))}
        {!isEntries && select("source", t("admin.audit.source"), SOURCES.map((value) => ({ value, label: t(`admin.audit.from.${value}`) })))}
        <DatePicker.RangePicker
          allowEmpty={[true, true]}
          value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
          onChange={(days) => choose({ from: days?.[0]?.format("YYYY-MM-DD"), to: days?.[1]?.format("YYYY-MM-DD") })}
        />
        {asked.record && (
          <Button size="small" onClick={() => choose({ record: null })}>
            {t("admin.audit.record", { number: asked.record })} ✕
          </Button>
        )}
      </div>
      {isEntries ? <EntriesTable asked={asked} /> : <ChangesTable asked={asked} />}
    </div>
  );
}
