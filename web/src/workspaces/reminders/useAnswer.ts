/** Answers a reminder; whatever comes of it, what is shown is asked for again. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import { answer } from "./calls";

export interface Answering {
  reminder: number;
  occurrence: number | undefined;
}

export function useAnswer(onDone?: () => void) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState("");

  /** Throws what the server says, for a dialog that shows it. */
  const say = async ({ reminder, occurrence }: Answering, verb: string, input: Record<string, unknown>): Promise<void> => {
    setBusy(verb);
    try {
      await answer(reminder, verb, { ...input, ...(occurrence ? { occurrence } : {}) });
      void message.success(t(`reminders.said.${verb}`));
      onDone?.();
    } finally {
      setBusy("");
      void client.invalidateQueries({ queryKey: ["notices"] });
      void client.invalidateQueries({ queryKey: ["records"] });
      void client.invalidateQueries({ queryKey: ["me"] });
    }
  };
  const attempt = (target: Answering, verb: string, input: Record<string, unknown> = {}): void => {
    say(target, verb, input).catch((error: unknown) => {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    });
  };
  return { busy, say, attempt };
}
