/** An address that leads nowhere, or to something that the person may not see. */
import { CompassOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <div className="state">
      <CompassOutlined className="state-icon" />
      <h2>{t("error.notFound")}</h2>
      <p className="muted">{t("error.notFoundHint")}</p>
      <Link to="/">
        <Button type="primary">{t("menu.home")}</Button>
      </Link>
    </div>
  );
}
