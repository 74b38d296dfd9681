/** Everything an administrator sets up, as cards in groups: the set-up objects and the pages that workspaces add to the department "setup". */
import { SearchOutlined } from "@ant-design/icons";
import { Card, Input } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObjects } from "../api/objects";
import { useMe } from "../api/session";
import { ObjectIcon } from "../objects/ObjectIcon";
import { readsOf, slot } from "../objects/slots";
import { EmptyState } from "../ui/EmptyState";
import { useTitle } from "../ui/useTitle";
import { grouped, REPLACED } from "./setupGroups";

interface Entry {
  key: string;
  path: string;
  label: string;
  icon: ReactNode;
}

export function SetupPage() {
  const { t } = useTranslation();
  useTitle(t("department.setup"));
  const me = useMe();
  const all = useObjects();
  const [sought, setSought] = useState("");
  const objects = all
    .filter((meta) => meta.is_setup && meta.rights.read && !REPLACED.has(meta.name))
    .map((meta): Entry => ({ key: meta.name, path: `/${meta.plural}`, label: meta.label_plural, icon: <ObjectIcon meta={meta} /> }));
  const pages = slot("navigation")
    .filter((entry) => entry.department === "setup" && (entry.visible?.(me, readsOf(all)) ?? true))
    .map((entry): Entry => ({ key: entry.path, path: entry.path, label: t(entry.label), icon: entry.icon }));
  const found = [...pages, ...objects].filter((entry) => entry.label.toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <div className="page">
      <div className="setup-head">
        <h1 className="page-title">{t("department.setup")}</h1>
        <Input className="setup-search" allowClear prefix={<SearchOutlined />} placeholder={t("setup.search")} aria-label={t("setup.search")} value={sought} onChange={(event) => setSought(event.target.value)} />
      </div>
      {found.length === 0 && <EmptyState text={t("setup.nothing")} />}
      {grouped(found).map(([group, entries]) => (
        <section key={group} aria-labelledby={`setup-${group}`}>
          <h2 id={`setup-${group}`} className="setup-group">
            {t(`setup.group.${group}`)}
          </h2>
          <div className="setup-cards">
            {entries.map((entry) => (
              <Link key={entry.key} to={entry.path}>
                <Card size="small" hoverable>
                  <span className="setup-icon">{entry.icon}</span>
                  {entry.label}
                </Card>
              </Link>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
