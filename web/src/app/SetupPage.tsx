/** Everything an administrator sets up, as cards: the set-up objects and the pages that workspaces add to the department "setup". */
import { Card } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObjects } from "../api/objects";
import { useMe } from "../api/session";
import { ObjectIcon } from "../objects/ObjectIcon";
import { readsOf, slot } from "../objects/slots";
import { useTitle } from "../ui/useTitle";

export function SetupPage() {
  const { t } = useTranslation();
  useTitle(t("department.setup"));
  const me = useMe();
  const all = useObjects();
  const objects = all.filter((meta) => meta.is_setup && meta.rights.read);
  const pages = slot("navigation").filter((entry) => entry.department === "setup" && (entry.visible?.(me, readsOf(all)) ?? true));
  return (
    <div className="page">
      <h1 className="page-title">{t("department.setup")}</h1>
      <div className="setup-cards">
        {pages.map((entry) => (
          <Link key={entry.path} to={entry.path}>
            <Card size="small" hoverable>
              <span className="setup-icon">{entry.icon}</span> {t(entry.label)}
            </Card>
          </Link>
        ))}
        {objects.map((meta) => (
          <Link key={meta.name} to={`/${meta.plural}`}>
            <Card size="small" hoverable>
              <span className="setup-icon">
                <ObjectIcon meta={meta} />
              </span>{" "}
              {meta.label_plural}
            </Card>
          </Link>
        ))}
      </div>
    </div>
  );
}
