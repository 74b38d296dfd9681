/** The component library's own words (calendar, empty lists), loaded for the language in use. */
import type { ConfigProviderProps } from "antd";
import { useEffect, useState } from "react";
import type { Language } from "../api/types";

type Locale = NonNullable<ConfigProviderProps["locale"]>;

const loaders: Record<Language, () => Promise<{ default: Locale }>> = {
  en: () => import("antd/locale/en_US"),
  "zh-hans": () => import("antd/locale/zh_CN"),
};

/** Undefined for the moment of loading, in which the library speaks English. */
export function useComponentLocale(language: string): Locale | undefined {
  const [locale, setLocale] = useState<Locale>();
  useEffect(() => {
    let wanted = true;
    void loaders[language === "zh-hans" ? "zh-hans" : "en"]().then((module) => {
      if (wanted) setLocale(module.default);
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  return locale;
}
