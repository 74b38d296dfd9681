/** Translations: the app's own and those that workspaces bring, in one namespace. The language is the user's, else the browser's. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { setRequestLanguage } from "../api/client";
import type { Language } from "../api/types";
import { setTimeLanguage } from "../lib/time";
import { en } from "./texts/en";
import { zhHans } from "./texts/zh-hans";
import { workspaces } from "./workspaces";

const KEY = "magpie.language";

function startLanguage(): Language {
  const stored = localStorage.getItem(KEY) ?? navigator.language;
  return stored.toLowerCase().startsWith("zh") ? "zh-hans" : "en";
}

const added = (language: Language) => Object.fromEntries(workspaces.flatMap((each) => (each.texts ? [[each.name, each.texts[language]]] : [])));

function apply(language: string): void {
  document.documentElement.lang = language === "zh-hans" ? "zh-Hans" : "en";
  setTimeLanguage(language);
  setRequestLanguage(language === "zh-hans" ? "zh-hans" : "en");
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  if (i18next.language !== language) void i18next.changeLanguage(language);
}

i18next.on("languageChanged", apply);
void i18next.use(initReactI18next).init({
  lng: startLanguage(),
  fallbackLng: "en",
  lowerCaseLng: true,
  supportedLngs: ["en", "zh-hans"],
  resources: { en: { translation: { ...en, ...added("en") } }, "zh-hans": { translation: { ...zhHans, ...added("zh-hans") } } },
  interpolation: { escapeValue: false },
  initAsync: false,
  showSupportNotice: false,
});
