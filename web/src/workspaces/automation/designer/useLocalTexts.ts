/** Short texts of blocks and triggers as far as the page itself knows them: shown at once, until the server's better ones are there. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "../../../api/types";
import { detailOf } from "../document/detail";
import { allBlocks } from "../document/tree";
import { inLanguage } from "../document/scope";
import { kindOf, type Document } from "../document/types";
import type { Palette } from "./calls";

export function useLocalTexts(document: Document, palette: Palette, object: ObjectMeta | undefined, checked: Readonly<Record<string, string>>): Record<string, string> {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => {
    const texts: Record<string, string> = {};
    const details: Record<string, string> = {};
    document.triggers.forEach((trigger, at) => {
      texts[`trigger_${at}`] = inLanguage(trigger.label, language) || t(`automation.trigger.label.${trigger.on}`);
    });
    for (const block of allBlocks(document.steps)) {
      const action = palette.actions.find((each) => each.name === block.action) ?? palette.plugins.find((each) => each.name === block.plugin);
      texts[block.id] = action?.label ?? t(block.ask ? `automation.ask.kinds.${block.ask.kind ?? "task"}` : `automation.kind.${kindOf(block)}`);
    }
    // The name of an action alone says little: whom it tells and what it chooses stands behind it.
    for (const block of allBlocks(document.steps)) {
      const action = palette.actions.find((each) => each.name === block.action);
      const server = checked[block.id];
      if (!action || (server && server !== action.label)) continue;
      const detail = detailOf(block, action.input, object, language, (part) => t("automation.people.managerOf", { part }));
      if (detail) details[block.id] = `${action.label}${language.startsWith("zh") ? "：" : ": "}${detail}`;
    }
    const known = Object.fromEntries(Object.entries(checked).filter(([, text]) => text));
    const titles = Object.fromEntries(allBlocks(document.steps).flatMap((block) => (inLanguage(block.title, language) ? [[block.id, inLanguage(block.title, language)]] : [])));
    const named = (text: string) => text.replace(/\{\{\s*([\w.]+).*?\}\}/g, (_, path: string) => `‹${object?.fields.find((field) => `record.${field.name}` === path)?.label ?? path.split(".").at(-1) ?? path}›`);
    return Object.fromEntries(Object.entries({ ...texts, ...known, ...details, ...titles }).map(([id, text]) => [id, named(text)]));
  }, [document, palette, object, checked, t, language]);
}
