/** Freezes the drawing as the next version; asks whether it is switched on, and whether it is run for the records that match now. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../../api/client";
import { Cancelled, isProblem } from "../../../api/problem";
import { sentenceOf } from "../../../ui/Problems";
import { definitionQuery, type Definition } from "../calls";
import type { Document } from "../document/types";

interface Props {
  workflow: number;
  document: Document;
  sentence: string;
  onClose: () => void;
  onProblems: (problems: Record<string, string[]>) => void;
}

export function PublishDialog({ workflow, document, sentence, onClose, onProblems }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [activate, setActivate] = useState(true);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [published, setPublished] = useState<(Definition & { matching?: number | null }) | null>(null);
  const publish = async () => {
    setBusy(true);
    setWrong("");
    try {
      const answer = await post<Definition & { matching?: number | null }>(`/api/workflows/${workflow}/publish`, { document, activate });
      client.setQueryData(definitionQuery(workflow).queryKey, answer);
      void client.invalidateQueries({ queryKey: ["records", "workflow"] });
      void client.invalidateQueries({ queryKey: ["automation", "hooks", workflow] });
      if (activate && answer.matching) setPublished(answer);
      else {
        void message.success(t("automation.document.published", { number: answer.number }));
        onClose();
      }
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) {
        onProblems(error.fields);
        setWrong(Object.values(error.fields).flat().join(" "));
      } else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  const run = async () => {
    setBusy(true);
    try {
      const { count } = await post<{ count: number }>(`/api/workflows/${workflow}/start`, { matching: true });
      void message.success(t("automation.publish.started", { count }));
      onClose();
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  if (published) {
    return (
      <Modal open width={460} title={t("automation.document.published", { number: published.number })} okText={t("automation.publish.runNow", { count: published.matching ?? 0 })} cancelText={t("automation.publish.notNow")} confirmLoading={busy} onOk={() => void run()} onCancel={onClose}>
        {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
        <p>{t("automation.publish.matching", { count: published.matching ?? 0 })}</p>
      </Modal>
    );
  }
  return (
    <Modal open width={520} title={t("automation.publish.title")} okText={t("automation.document.publish")} confirmLoading={busy} onOk={() => void publish()} onCancel={onClose}>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      {sentence && <p className="designer-said">{sentence}</p>}
      <Checkbox checked={activate} onChange={(event) => setActivate(event.target.checked)}>
        {t("automation.document.activate")}
      </Checkbox>
      <p className="muted">{t("automation.publish.about")}</p>
    </Modal>
  );
}
