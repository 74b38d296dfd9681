/**
 * Translations: the app's own and those in the `texts.ts` of each workspace, in one namespace. The language is the user's, else the browser's;
 * only the texts of that language are fetched.
 */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { setRequestLanguage } from "../api/client";
import { fetchPart } from "../api/parts";
import type { Language } from "../api/types";
import { setTimeLanguage } from "../lib/time";
import type { TextTree } from "../objects/slots";
import { loadComponentLocale } from "./componentLocale";

const KEY = "magpie.language";
const loaders: Record<Language, () => Promise<{ texts: TextTree }>> = {
  en: () => import("./texts/english"),
  "zh-hans": () => import("./texts/chinese"),
};

function startLanguage(): Language {
  const stored = localStorage.getItem(KEY) ?? navigator.language;
  return stored.toLowerCase().startsWith("zh") ? "zh-hans" : "en";
}

function apply(language: string): void {
  document.documentElement.lang = language === "zh-hans" ? "zh-Hans" : "en";
  setTimeLanguage(language);
  setRequestLanguage(language === "zh-hans" ? "zh-hans" : "en");
}

const loaded = new Set<Language>();

async function load(language: Language): Promise<void> {
  if (loaded.has(language)) return;
  const { texts } = await fetchPart(loaders[language]);
  loaded.add(language);
  i18next.addResourceBundle(language, "translation", texts, true, true); // beside those that parts of workspaces added themselves
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  if (i18next.language === language) return;
  await load(language);
  await i18next.changeLanguage(language);
}

/** The library finds out anew for each text which languages "zh-hans" may stand for, which costs more than the text itself. */
function rememberLanguages(): void {
  const utils = i18next.services.languageUtils as { toResolveHierarchy: (code: string, fallback?: unknown) => string[] };
  const find = utils.toResolveHierarchy.bind(utils);
  const known = new Map<string, string[]>();
  utils.toResolveHierarchy = (code, fallback) => {
    const found = (fallback === undefined && known.get(code)) || find(code, fallback);
    if (fallback === undefined) known.set(code, found);
    return found;
  };
}

/** Must be awaited before the first page is drawn. */
export async function startTranslations(): Promise<void> {
  const language = startLanguage();
  i18next.on("languageChanged", apply);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    lowerCaseLng: true,
    supportedLngs: ["en", "zh-hans"],
    resources: {},
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  });
  rememberLanguages();
  await Promise.all([load(language), loadComponentLocale(language)]);
}
