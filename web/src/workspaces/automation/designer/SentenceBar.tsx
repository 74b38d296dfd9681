/** The whole rule in one plain sentence, in either language, with the number of problems. */
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

export function SentenceBar({ sentences, empty }: { sentences: Readonly<Record<string, string>>; empty: string }) {
  const { t, i18n } = useTranslation();
  const mine = i18n.language.startsWith("zh") ? "zh-hans" : "en";
  const [language, setLanguage] = useState<string>(mine);
  return (
    <section className="designer-sentence" aria-label={t("automation.page.sentence")} lang={language === "en" ? "en" : "zh-Hans"} tabIndex={0}>
      <Segmented size="small" value={language} onChange={setLanguage} options={[{ value: "zh-hans", label: "中" }, { value: "en", label: "EN" }]} />
      <span className="designer-sentence-text" aria-live="polite">
        {sentences[language] || <span className="muted">{empty}</span>}
      </span>
    </section>
  );
}
