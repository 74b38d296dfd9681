/** Saying that a notice of a rule or a workflow was a false alarm, and why; whoever answers for that learns of it. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import type { Notice } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";

export function FalseAlarm({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [reason, setReason] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (notice.false_alarm) return <span className="notice-false muted">{t("notices.wasFalse", { reason: notice.false_alarm })}</span>;
  const say = async () => {
    setBusy(true);
    try {
      await post(`/api/notices/${notice.id}/false-alarm`, { reason: reason?.trim() });
      setReason(null);
      await client.invalidateQueries({ queryKey: ["notices"] });
    } catch (error) {
      void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <>
      <Button type="link" size="small" className="notice-false" aria-label={`${t("notices.callFalse")}: ${notice.title}`} onClick={() => setReason("")}>
        {t("notices.callFalse")}
      </Button>
      <Modal open={reason !== null} title={t("notices.callFalse")} okText={t("notices.sayFalse")} okButtonProps={{ disabled: !reason?.trim(), loading: busy }} onOk={() => void say()} onCancel={() => setReason(null)}>
        <p>{notice.title}</p>
        <label htmlFor="false-reason">{t("notices.falseWhy")}</label>
        <Input.TextArea id="false-reason" autoFocus rows={2} maxLength={500} value={reason ?? ""} onChange={(event) => setReason(event.target.value)} />
      </Modal>
    </>
  );
}
