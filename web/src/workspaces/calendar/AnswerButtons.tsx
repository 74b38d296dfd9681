/** Accept, maybe, decline: the answer to a colleague's invitation. The one that was given stands out. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import { answerMeeting, type Answer } from "./calls";

const ANSWERS: readonly Answer[] = ["accepted", "tentative", "declined"];

export function AnswerButtons({ meeting, given, onDone }: { meeting: number; given: string; onDone?: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState<Answer | null>(null);
  const answer = async (state: Answer) => {
    setBusy(state);
    try {
      await answerMeeting(meeting, state);
      void message.success(t("calendar.answered"));
      onDone?.();
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    } finally {
      setBusy(null);
      void client.invalidateQueries({ queryKey: ["records"] });
    }
  };
  return (
    <Space.Compact>
      {ANSWERS.map((state) => (
        <Button key={state} size="small" type={given === state ? "primary" : "default"} loading={busy === state} disabled={busy !== null && busy !== state} aria-pressed={given === state} onClick={() => void answer(state)}>
          {t(`calendar.answers.${state}`)}
        </Button>
      ))}
    </Space.Compact>
  );
}
