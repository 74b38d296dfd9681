/** Tells administrators that other machines reach this installation while the demo's passwords still open it. */
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { meQuery } from "../../api/session";

export function KnownPasswordsBanner() {
  const { t } = useTranslation();
  const users = useQuery(meQuery).data?.known_passwords ?? [];
  if (users.length === 0) return null;
  return (
    <Alert
      type="warning"
      banner
      title={
        <>
          <b>{t("settings.knownPasswords.title")}</b> {t("settings.knownPasswords.text", { users: users.join(t("settings.knownPasswords.comma")) })}{" "}
          <Link to="/users">{t("settings.knownPasswords.users")}</Link>
        </>
      }
    />
  );
}
