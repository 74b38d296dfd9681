/** Moving something on the grid: saved at once with an offer to undo; of a series it is asked first which ones are meant. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import { useTellGuests, type Told } from "./useTellGuests";
import { changeMeetings, moveCall, moveTask, type Scope, type Shown } from "./calls";

export interface Move {
  item: Shown;
  starts_at: string;
  ends_at: string | null;
  revert: () => void;
}

export function useMoves() {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const client = useQueryClient();
  const [asking, setAsking] = useState<{ wanted: Move; told: Told } | null>(null);
  const { askFor, dialog } = useTellGuests();

  const save = async (wanted: Move, scope: Scope, told: Told) => {
    const { item, starts_at, ends_at } = wanted;
    const options = { undo: t("calendar.moved") };
    try {
      if (item.id === null) return wanted.revert();
      if (item.kind === "task") await moveTask(item.id, starts_at, options);
      else if (item.kind === "call") await moveCall(item.id, starts_at, options);
      else await changeMeetings(item.id, { starts_at, ends_at }, scope, options, { told });
    } catch (error) {
      wanted.revert();
      if (!(error instanceof Cancelled)) notification.warning({ title: sentenceOf(error), duration: 8 });
    } finally {
      void client.invalidateQueries({ queryKey: ["records"] });
    }
  };
  /** Guests are told of it unless the person says otherwise; nobody is asked where there are none. */
  const move = async (wanted: Move) => {
    const { item } = wanted;
    let told: Told | null = { tell: true, language: "en" };
    try {
      if (item.kind === "meeting" && item.id !== null && item.guests > 0) told = await askFor(item.id, "change");
    } catch (error) {
      notification.warning({ title: sentenceOf(error) });
      told = null;
    }
    if (!told) wanted.revert();
    else if (item.kind === "meeting" && item.series) setAsking({ wanted, told });
    else await save(wanted, "this", told);
  };
  const settle = (scope: Scope | null) => {
    if (asking && scope) void save(asking.wanted, scope, asking.told);
    else asking?.wanted.revert();
    setAsking(null);
  };
  return { move, asking: asking?.wanted ?? null, settle, dialog };
}
