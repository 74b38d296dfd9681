/** Asks why the lead is declined. Afterwards it is somebody else's, so the person goes back to the list. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Cancelled } from "../../api/problem";
import { runAction } from "../../api/records";
import type { ActionMeta, ObjectMeta, Row } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";

interface Props {
  meta: ObjectMeta;
  record: Row;
  action: ActionMeta;
  onClose: () => void;
}

export function DeclineDialog({ meta, record, action, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  const decline = async () => {
    if (!reason.trim() || busy) return;
    setBusy(true);
    try {
      await runAction(meta, record.id, action, { reason: reason.trim() });
      void message.success(t("handover.declined"));
      await navigate(`/${meta.plural}`);
      client.removeQueries({ queryKey: ["records", meta.name, "record", String(record.id)] });
      void client.invalidateQueries({ queryKey: ["records"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <Modal open title={t("handover.declineTitle")} okText={t("handover.decline")} okButtonProps={{ danger: true, disabled: !reason.trim(), loading: busy }} onOk={() => void decline()} onCancel={onClose}>
      <p className="muted">{t("handover.declineText")}</p>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <Form layout="vertical" component="div">
        <Form.Item label={t("handover.reason")} required htmlFor="decline-reason" extra={t("handover.reasonHint")}>
          <Input.TextArea
            id="decline-reason"
            autoFocus
            rows={3}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if ((event.ctrlKey || event.metaKey) && event.key === "Enter") void decline();
            }}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
