/** Adds the texts of the automation pages when the first of them is opened, so that they do not weigh on the start. */
import i18next from "i18next";
import { en as designEn, zhHans as designZh } from "./designTexts";

export const pageTexts = { en: { ...designEn }, "zh-hans": { ...designZh } };

for (const [language, texts] of Object.entries(pageTexts)) i18next.addResourceBundle(language, "translation", { automation: texts }, true, true);
