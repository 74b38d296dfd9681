/** A text in both languages; the person's own comes first, and a switch leads to the other. What it says of a real record stands below. */
import { useQuery } from "@tanstack/react-query";
import { Input, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDebounced } from "../../../ui/useDebounced";
import { previewText } from "../designer/calls";
import { useDesigner } from "../designer/DesignerContext";
import type { Texts } from "../document/types";
import type { ValueOption } from "../document/scope";
import { TemplateInput } from "./TemplateInput";

interface Props {
  value: unknown;
  onChange: (value: Texts) => void;
  label: string;
  options: readonly ValueOption[];
  multiline?: boolean;
  /** Plain words, into which no values can be put. */
  plain?: boolean;
  placeholder?: string;
  autoFocus?: boolean;
}

const languages = ["zh-hans", "en"] as const;

export function LanguagesInput({ value, onChange, label, options, multiline = false, plain = false, placeholder = "", autoFocus = false }: Props) {
  const { i18n } = useTranslation();
  const mine = i18n.language.startsWith("zh") ? "zh-hans" : "en";
  const [language, setLanguage] = useState<string>(mine);
  const texts: Texts = typeof value === "string" ? (value ? { [mine]: value } : {}) : ((value as Texts | null | undefined) ?? {});
  const text = texts[language] ?? "";
  const change = (next: string) => onChange(Object.fromEntries(Object.entries({ ...texts, [language]: next }).filter(([, each]) => each !== "")));
  const name = `${label} ${language === "en" ? "EN" : "中文"}`;
  return (
    <div className="languages-input">
      <Segmented
        size="small"
        className="languages-switch"
        value={language}
        onChange={setLanguage}
        options={(mine === "en" ? [...languages].reverse() : [...languages]).map((each) => ({ value: each, label: <span className={texts[each] ? "" : "muted"}>{each === "en" ? "EN" : "中文"}</span> }))}
      />
      {plain ? (
        <Input aria-label={name} value={text} placeholder={placeholder} autoFocus={autoFocus} onChange={(event) => change(event.target.value)} />
      ) : (
        <TemplateInput key={language} label={name} value={text} onChange={change} options={options} multiline={multiline} rows={multiline ? 4 : 1} placeholder={placeholder} autoFocus={autoFocus} />
      )}
      {!plain && <Preview text={text} />}
    </div>
  );
}

/** Only texts with values in them are worth a look. */
function Preview({ text }: { text: string }) {
  const { t } = useTranslation();
  const { object, sample } = useDesigner();
  const asked = useDebounced(text, 500);
  const worth = /\{[{%]/.test(asked);
  const { data } = useQuery({
    queryKey: ["automation", "preview", object?.name, sample?.id, asked],
    queryFn: () => previewText(object?.name ?? "", sample?.id ?? 0, asked),
    enabled: worth && !!sample && !!object,
    retry: false,
    staleTime: 60_000,
  });
  if (!data || !sample || !worth) return null;
  return (
    <div className="text-preview" title={sample.title}>
      <span className="muted">{t("automation.values.preview", { record: sample.title })}</span> <span className="pre-line">{data.text}</span>
      {data.missing.length > 0 && <span className="wrong"> {t("automation.values.missing", { names: data.missing.join(", ") })}</span>}
    </div>
  );
}
