/** What the browser's tab and history say, while the page is shown: several are told apart, and a screen reader says where one has come. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** `title` may come later (a record's name); until then the product's name stands there. */
export function useTitle(title: string | null | undefined): void {
  const { t } = useTranslation();
  const name = t("app.name");
  useEffect(() => {
    document.title = title ? `${title} · ${name}` : name;
    return () => {
      document.title = name;
    };
  }, [title, name]);
}
