/** Puts a text onto the clipboard and says so. */
import { App } from "antd";
import { useTranslation } from "react-i18next";

export function useCopy(): (text: string) => Promise<void> {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      void message.success(t("documents.copied"));
    } catch {
      void message.warning(t("documents.copyFailed"));
    }
  };
}
