/** Asks for the name, the last day and a message of a campaign, and begins it. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { post } from "../../api/client";
import { fieldOf } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import type { Filter, ObjectMeta } from "../../api/types";
import { FieldInput } from "../../objects/fields/FieldInput";
import { sentenceOf } from "../../ui/Problems";

interface Props {
  meta: ObjectMeta;
  campaigns: ObjectMeta;
  fields: string[];
  filter: Filter | null;
  onClose: () => void;
}

export function BeginDialog({ meta, campaigns, fields, filter, onClose }: Props) {
  const { t } = useTranslation();
  const go = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const labels = fields.flatMap((name) => fieldOf(meta, name)?.label ?? []).join(t("settings.knownPasswords.comma"));
  const [name, setName] = useState(() => t("completeness.nameDefault", { fields: labels }));
  const [due, setDue] = useState<unknown>(null);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const dueField = fieldOf(campaigns, "due_on");
  const begin = async () => {
    setBusy(true);
    setWrong("");
    try {
      const made = await post<{ id: number }>("/api/completeness/campaigns", { name: name.trim(), object: meta.name, fields, filter, due_on: due ?? null, message: text });
      void client.invalidateQueries({ queryKey: ["records"] });
      void message.success(t("completeness.started", { name }));
      void go(`/data-campaigns/${made.id}`);
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join(" ") : sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Modal open title={t("completeness.begin")} okText={t("completeness.start")} cancelText={t("form.cancel")} confirmLoading={busy} okButtonProps={{ disabled: !name.trim() }} onOk={() => void begin()} onCancel={onClose}>
      <p className="muted">{t("completeness.beginText")}</p>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <Form layout="vertical" component="div">
        <Form.Item label={t("completeness.name")} htmlFor="campaign-name" required>
          <Input id="campaign-name" autoFocus maxLength={200} value={name} onChange={(event) => setName(event.target.value)} onPressEnter={() => void begin()} />
        </Form.Item>
        {dueField && (
          <Form.Item label={t("completeness.until")} htmlFor="campaign-due">
            <FieldInput id="campaign-due" field={dueField} value={due} onChange={setDue} />
          </Form.Item>
        )}
        <Form.Item label={t("completeness.message")} htmlFor="campaign-message">
          <Input.TextArea id="campaign-message" rows={4} maxLength={5000} value={text} onChange={(event) => setText(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
