/** Takes a change of set-up back, with the reason for whoever reads the audit later; says what had to stay. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import { Cancelled, SentForApproval } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import type { AuditChange, UndoAnswer } from "./calls";

export function TakeBackDialog({ change, onClose }: { change: AuditChange; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [stayed, setStayed] = useState<UndoAnswer["skipped"]>([]);

  const take = async () => {
    setBusy(true);
    setWrong("");
    try {
      const answer = await post<UndoAnswer>(`/api/audit/operations/${change.operation ?? ""}/take-back`, { reason });
      await client.invalidateQueries();
      setStayed(answer.skipped);
      if (answer.skipped.length === 0) {
        void message.success(t("admin.audit.takenBack", { count: answer.count }));
        onClose();
      }
    } catch (error) {
      if (error instanceof SentForApproval) onClose();
      else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  const ended = stayed.length > 0;

  return (
    <Modal
      open
      title={t("admin.audit.takeBackTitle", { what: `${change.object_label} “${change.title}”` })}
      okText={ended ? t("common.ok") : t("admin.audit.takeBack")}
      okButtonProps={{ disabled: !ended && !reason.trim(), loading: busy }}
      cancelButtonProps={{ style: ended ? { display: "none" } : {} }}
      onOk={() => (ended ? onClose() : void take())}
      onCancel={onClose}
    >
      {ended ? (
        <Alert
          type="warning"
          title={t("admin.audit.stayed")}
          description={
            <ul className="audit-stayed">
              {stayed.map((each) => (
                <li key={`${each.object} ${each.id}`}>
                  {each.title}: {each.reason}
                </li>
              ))}
            </ul>
          }
        />
      ) : (
        <Form layout="vertical" onFinish={() => void take()}>
          <p className="muted">{t("admin.audit.takeBackAbout")}</p>
          <Form.Item label={t("admin.audit.why")} required {...(wrong ? { validateStatus: "error" as const, help: wrong } : {})}>
            <Input.TextArea autoFocus rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}
