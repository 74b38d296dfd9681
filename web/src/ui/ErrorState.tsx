/** In place of content that could not be loaded: what happened, and a way to try again. */
import { WarningOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { sentenceOf } from "./Problems";

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="state" role="alert">
      <WarningOutlined className="state-icon is-warning" />
      <h2>{t("error.title")}</h2>
      <p className="muted pre-line">{sentenceOf(error)}</p>
      {onRetry && <Button onClick={onRetry}>{t("error.retry")}</Button>}
    </div>
  );
}
