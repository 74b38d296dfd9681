/** An address that leads nowhere, or to something that the person may not see. */
import { Button, Result } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Result
      status="404"
      title={t("error.notFound")}
      subTitle={t("error.notFoundHint")}
      extra={
        <Link to="/">
          <Button type="primary">{t("menu.home")}</Button>
        </Link>
      }
    />
  );
}
