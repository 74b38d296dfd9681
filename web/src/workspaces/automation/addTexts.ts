/** Adds texts of this workspace when the part that needs them is loaded. */
import i18next from "i18next";
import type { TextTree } from "../../objects/slots";

export function addTexts(en: TextTree, zhHans: TextTree): void {
  i18next.addResourceBundle("en", "translation", { automation: en }, true, true);
  i18next.addResourceBundle("zh-hans", "translation", { automation: zhHans }, true, true);
}
