/** What can be done with blocks: put in, copy, cut, paste, duplicate, move, delete. Each says what it did, for those who do not see it. */
import { App } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { freshAction, freshBlocks, freshPlugin, freshTrigger, type Offered } from "../document/fresh";
import { takenIds, withFreshIds } from "../document/ids";
import { findBlock, insertBlocks, moveBlock, neighbour, removeBlock, stepAside, type Direction, type Place } from "../document/tree";
import type { Block, Document, TriggerOn } from "../document/types";
import { copyBlocks, pasteBlocks } from "./clipboard";
import type { PickEntry } from "./pickEntries";

interface Tools {
  document: Document;
  texts: Readonly<Record<string, string>>;
  change: (next: Document) => void;
  select: (id: string | null) => void;
  say: (words: string) => void;
}

export function useEditing({ document, texts, change, select, say }: Tools) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const nameOf = useCallback((id: string) => texts[id] || id, [texts]);
  const triggerAt = (id: string) => (id.startsWith("trigger_") ? Number(id.slice(8)) : -1);

  const insert = (blocks: Block[], place: Place) => {
    const first = blocks[0];
    if (!first) return;
    change(insertBlocks(document, place, blocks));
    select(first.id);
  };
  const pick = (entry: PickEntry, place: Place) => {
    const [what = "", name = ""] = [entry.key.slice(0, entry.key.indexOf(":")), entry.key.slice(entry.key.indexOf(":") + 1)];
    const blocks = what === "action" ? [freshAction(name, document)] : what === "plugin" ? [freshPlugin(name, document)] : freshBlocks(name as Offered, document, place);
    insert(blocks, place);
    say(t("automation.design.added", { block: entry.label }));
  };
  const pickTrigger = (entry: PickEntry) => {
    const language = i18n.language.startsWith("zh") ? "zh-hans" : "en";
    change({ ...document, triggers: [...document.triggers, freshTrigger(entry.key.slice(8) as TriggerOn, language)] });
    select(`trigger_${document.triggers.length}`);
    say(t("automation.design.added", { block: entry.label }));
  };
  const drop = (id: string) => {
    const at = triggerAt(id);
    const next = neighbour(document, id, "up");
    if (at >= 0) change({ ...document, triggers: document.triggers.toSpliced(at, 1) });
    else change(removeBlock(document, id));
    select(at >= 0 ? null : next);
    say(t("automation.design.deleted", { block: nameOf(id) }));
  };
  const copy = (id: string) => {
    const found = findBlock(document, id);
    if (!found) return false;
    copyBlocks([found.block]);
    say(t("automation.design.copied", { block: nameOf(id) }));
    void message.success(t("automation.design.copied", { block: nameOf(id) }), 1.5);
    return true;
  };
  /** After the chosen block, or at the end. */
  const placeAfter = (id: string | null): Place => {
    const found = id ? findBlock(document, id) : null;
    if (found) return { list: found.place.list, at: found.place.at + 1 };
    return { list: "", at: id?.startsWith("trigger_") ? 0 : document.steps.length };
  };
  const paste = async (id: string | null) => {
    const blocks = await pasteBlocks();
    if (!blocks?.length) {
      void message.info(t("automation.design.nothingToPaste"));
      return;
    }
    insert(withFreshIds(blocks, takenIds(document)), placeAfter(id));
    say(t("automation.design.pasted", { count: blocks.length }));
  };
  const duplicate = (id: string) => {
    const found = findBlock(document, id);
    if (found) insert(withFreshIds([found.block], takenIds(document)), placeAfter(id));
  };
  const move = (id: string, place: Place) => {
    const next = moveBlock(document, id, place);
    if (next === document) return;
    change(next);
    select(id);
    say(t("automation.design.moved", { block: nameOf(id) }));
  };
  const moveAside = (id: string, direction: Direction) => {
    const place = stepAside(document, id, direction);
    if (place) move(id, place);
  };
  return { pick, pickTrigger, drop, copy, paste, duplicate, move, moveAside, placeAfter };
}
