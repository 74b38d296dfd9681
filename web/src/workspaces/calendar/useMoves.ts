/** Moving something on the grid: saved at once with an offer to undo; of a series it is asked first which ones are meant. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
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
  const [asking, setAsking] = useState<Move | null>(null);

  const save = async (wanted: Move, scope: Scope) => {
    const { item, starts_at, ends_at } = wanted;
    const options = { undo: t("calendar.moved") };
    try {
      if (item.id === null) return wanted.revert();
      if (item.kind === "task") await moveTask(item.id, starts_at, options);
      else if (item.kind === "call") await moveCall(item.id, starts_at, options);
      else await changeMeetings(item.id, { starts_at, ends_at }, scope, options);
    } catch (error) {
      wanted.revert();
      if (!(error instanceof Cancelled)) notification.warning({ title: sentenceOf(error), duration: 8 });
    } finally {
      void client.invalidateQueries({ queryKey: ["records"] });
    }
  };
  const move = (wanted: Move) => {
    if (wanted.item.kind === "meeting" && wanted.item.series) setAsking(wanted);
    else void save(wanted, "this");
  };
  const settle = (scope: Scope | null) => {
    if (asking && scope) void save(asking, scope);
    else asking?.revert();
    setAsking(null);
  };
  return { move, asking, settle };
}
