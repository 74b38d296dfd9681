/** Runs an action on a row of a card; whatever comes of it, the cards are asked for again. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState, type ReactNode } from "react";
import { Cancelled } from "../../api/problem";
import { runAction, type Values } from "../../api/records";
import type { RequestOptions } from "../../api/client";
import type { ActionMeta, ObjectMeta, Row } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";

export function useAct(meta: ObjectMeta) {
  const client = useQueryClient();
  const { message } = App.useApp();
  /** The row that is being acted on. */
  const [busy, setBusy] = useState<number | null>(null);

  /** Throws what the server says, for a dialog that shows it. */
  const act = async (row: Row, action: ActionMeta, input: Values, options?: RequestOptions): Promise<void> => {
    setBusy(row.id);
    try {
      await runAction(meta, row.id, action, input, options);
    } finally {
      await client.invalidateQueries({ queryKey: ["records"] });
      setBusy(null);
    }
  };
  /** Shows what the server says. */
  const attempt = async (row: Row, action: ActionMeta, done?: ReactNode, options?: RequestOptions): Promise<void> => {
    try {
      await act(row, action, {}, options);
      if (done) void message.success(done);
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };
  return { busy, act, attempt };
}
