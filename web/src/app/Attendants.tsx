/** The dialogs that a call to the server may need: a gate's questions, a new sign-in, and the offer to undo. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { attend } from "../api/client";
import { undoOperation } from "../api/records";
import type { Question } from "../api/types";
import { Problems } from "../ui/Problems";
import { SignInForm } from "./SignInForm";

interface Asking {
  questions: Question[];
  done: (answers: Record<string, string> | null) => void;
}

export function Attendants() {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [signing, setSigning] = useState<(() => void) | null>(null);
  const { notification, message } = App.useApp();
  const client = useQueryClient();
  const { t } = useTranslation();

  useEffect(
    () =>
      attend({
        answer: (questions) => new Promise((resolve) => setAsking({ questions, done: resolve })),
        signIn: () =>
          location.pathname === "/sign-in" ? Promise.reject(new Error("signed out")) : new Promise((resolve) => setSigning(() => resolve)),
        offerUndo: (operation, sentence) => {
          const undo = async () => {
            notification.destroy(operation);
            try {
              const answer = await undoOperation(operation);
              const skipped = answer.skipped.map((each) => `${each.title}: ${each.reason}`).join("\n");
              if (skipped) notification.warning({ title: t("undo.partly", { count: answer.count }), description: skipped });
              else void message.success(t("undo.done"));
            } catch (error) {
              notification.error({ title: t("undo.failed"), description: <Problems error={error} /> });
            }
            void client.invalidateQueries({ queryKey: ["records"] });
          };
          notification.open({
            key: operation,
            title: sentence || t("undo.saved"),
            duration: 7,
            className: "undo-toast",
            actions: (
              <Button size="small" onClick={() => void undo()}>
                {t("undo.undo")}
              </Button>
            ),
          });
        },
      }),
    [client, message, notification, t],
  );

  return (
    <>
      {asking && (
        <QuestionDialog
          key={asking.questions.map((question) => question.gate).join()}
          questions={asking.questions}
          onDone={(answers) => {
            setAsking(null);
            asking.done(answers);
          }}
        />
      )}
      <Modal open={signing !== null} title={t("signIn.again")} footer={null} closable={false} mask={{ closable: false }} keyboard={false} width={380} zIndex={2000}>
        <p>{t("signIn.nothingLost")}</p>
        <SignInForm
          onDone={() => {
            signing?.();
            setSigning(null);
            void client.invalidateQueries();
          }}
        />
      </Modal>
    </>
  );
}

function QuestionDialog({ questions, onDone }: { questions: Question[]; onDone: (answers: Record<string, string> | null) => void }) {
  const { t } = useTranslation();
  const [reasons, setReasons] = useState<Record<string, string>>({});
  const [sure, setSure] = useState(questions.length === 1);
  const ready = sure && questions.every((question) => !question.needs_reason || reasons[question.gate]?.trim());
  const goOn = () => onDone(Object.fromEntries(questions.map((question) => [question.gate, reasons[question.gate]?.trim() ?? ""])));
  return (
    <Modal open title={t("question.title")} okText={t("question.goOn")} cancelText={t("question.stop")} okButtonProps={{ disabled: !ready }} onOk={goOn} onCancel={() => onDone(null)} zIndex={1900}>
      <Form layout="vertical">
        {questions.map((question) => (
          <div key={question.gate}>
            <p className="pre-line">{question.text}</p>
            {question.needs_reason && (
              <Form.Item label={t("question.reason")} required>
                <Input.TextArea
                  rows={2}
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
