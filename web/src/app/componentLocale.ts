/** The component library's own words (calendar, empty lists), loaded for the language in use. */
import type { ConfigProviderProps } from "antd";
import { useEffect, useState } from "react";
import { fetchPart } from "../api/parts";
import type { Language } from "../api/types";

type Locale = NonNullable<ConfigProviderProps["locale"]>;

const loaders: Record<Language, () => Promise<{ default: Locale }>> = {
  en: () => import("antd/locale/en_US"),
  "zh-hans": () => import("antd/locale/zh_CN"),
};

const loaded = new Map<Language, Locale>();
const nameOf = (language: string): Language => (language === "zh-hans" ? "zh-hans" : "en");

/** Before the first page is drawn, so that it need not be drawn twice. */
export async function loadComponentLocale(language: string): Promise<void> {
  const name = nameOf(language);
  if (!loaded.has(name)) loaded.set(name, (await fetchPart(loaders[name])).default);
}

/** The words of the language, or those of the language before while they are loading. */
export function useComponentLocale(language: string): Locale | undefined {
  const [locale, setLocale] = useState(() => loaded.get(nameOf(language)));
  useEffect(() => {
    let wanted = true;
    void loadComponentLocale(language).then(() => {
      if (wanted) setLocale(loaded.get(nameOf(language)));
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  return locale;
}
