/** In place of content that could not be loaded: what happened, and a way to try again. */
import { Button, Result } from "antd";
import { useTranslation } from "react-i18next";
import { sentenceOf } from "./Problems";

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <Result
      status="warning"
      className="error-state"
      title={t("error.title")}
      subTitle={sentenceOf(error)}
      extra={onRetry && <Button onClick={onRetry}>{t("error.retry")}</Button>}
    />
  );
}
