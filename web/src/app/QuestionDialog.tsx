/** The questions of gates: go on, with a reason where one is wanted, or stop. */
import { Checkbox, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Question } from "../api/types";

export function QuestionDialog({ questions, onDone }: { questions: Question[]; onDone: (answers: Record<string, string> | null) => void }) {
  const { t } = useTranslation();
  const [reasons, setReasons] = useState<Record<string, string>>({});
  const [sure, setSure] = useState(questions.length === 1);
  const ready = sure && questions.every((question) => !question.needs_reason || reasons[question.gate]?.trim());
  const sends = questions.some((question) => question.approvers);
  const goOn = () => onDone(Object.fromEntries(questions.map((question) => [question.gate, reasons[question.gate]?.trim() ?? ""])));
  return (
    <Modal open title={t("question.title")} okText={t(sends ? "question.send" : "question.goOn")} cancelText={t("question.stop")} okButtonProps={{ disabled: !ready }} onOk={goOn} onCancel={() => onDone(null)} zIndex={1900}>
      <Form layout="vertical">
        {questions.map((question, at) => (
          <div key={question.gate}>
            <p className="pre-line">{question.text}</p>
            {(question.needs_reason || question.approvers) && (
              <Form.Item label={t(question.approvers ? "question.remark" : "question.reason")} htmlFor={`reason-${at}`} required={question.needs_reason}>
                <Input.TextArea
                  id={`reason-${at}`}
                  rows={2}
                  autoFocus={at === 0}
                  value={reasons[question.gate] ?? ""}
                  onChange={(event) => setReasons({ ...reasons, [question.gate]: event.target.value })}
                />
              </Form.Item>
            )}
          </div>
        ))}
        {questions.length > 1 && (
          <Checkbox checked={sure} onChange={(event) => setSure(event.target.checked)}>
            {t("question.readAll")}
          </Checkbox>
        )}
      </Form>
    </Modal>
  );
}
