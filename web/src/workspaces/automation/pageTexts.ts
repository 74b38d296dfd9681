/** The texts of the automation pages that are added when the first of them is opened, so that they do not weigh on the start. */
import { addTexts } from "./addTexts";
import { en as asksEn, zhHans as asksZh } from "./asks/askTexts";
import { en as designEn, zhHans as designZh } from "./designTexts";
import { en as runEn, zhHans as runZh } from "./running/runTexts";

export const pageTexts = { en: { ...designEn, ...asksEn, ...runEn }, "zh-hans": { ...designZh, ...asksZh, ...runZh } };

addTexts(pageTexts.en, pageTexts["zh-hans"]);
