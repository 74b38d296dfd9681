/** The dialogs that a call to the server may need: a gate's questions, a new sign-in, and the offer to undo. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { attend } from "../api/client";
import { lazily } from "../api/parts";
import { Cancelled } from "../api/problem";
import { undoOperation } from "../api/records";
import { meQuery } from "../api/session";
import { forgetUndo, rememberUndo } from "../api/undoStack";
import type { Question } from "../api/types";
import type { Call } from "../objects/actions/effects";
import { Problems } from "../ui/Problems";

const QuestionDialog = lazily(() => import("./QuestionDialog").then((module) => ({ default: module.QuestionDialog })));
const ToldLine = lazily(() => import("./ToldLine").then((module) => ({ default: module.ToldLine })));
const ToldDialog = lazily(() => import("./ToldDialog").then((module) => ({ default: module.ToldDialog })));
const SignInDialog = lazily(() => import("./SignInDialog").then((module) => ({ default: module.SignInDialog })));

interface Asking {
  questions: Question[];
  call: Call;
  done: (answers: Record<string, string> | null) => void;
}

export function Attendants() {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [told, setTold] = useState("");
  const [signing, setSigning] = useState<(() => void) | null>(null);
  const { notification, message } = App.useApp();
  const client = useQueryClient();
  const { t } = useTranslation();

  useEffect(
    () =>
      attend({
        answer: (questions, call) => new Promise((resolve) => setAsking({ questions, call, done: resolve })),
        remark: (texts) => notification.info({ title: t("question.remarked"), description: <span className="pre-line">{texts.join("\n")}</span>, duration: 12 }),
        sent: (approval, sentence) => {
          void client.invalidateQueries({ queryKey: ["records", "approval"] });
          notification.success({
            title: t("question.sent"),
            description: sentence,
            duration: 10,
            actions: approval > 0 && <Link to={`/approvals/${approval}`}>{t("question.sentShow")}</Link>,
          });
        },
        signIn: () =>
          location.pathname === "/sign-in" ? Promise.reject(new Error("signed out")) : new Promise((resolve) => setSigning(() => resolve)),
        offerUndo: (operation, sentence) => {
          const undo = async () => {
            notification.destroy(operation);
            forgetUndo(operation);
            try {
              const answer = await undoOperation(operation);
              const skipped = answer.skipped.map((each) => `${each.title}: ${each.reason}`).join("\n");
              if (skipped) notification.warning({ title: t("undo.partly", { count: answer.count }), description: skipped });
              else void message.success(t("undo.done"));
            } catch (error) {
              if (!(error instanceof Cancelled)) notification.error({ title: t("undo.failed"), description: <Problems error={error} /> });
            }
            void client.invalidateQueries({ queryKey: ["records"] });
            void client.invalidateQueries({ queryKey: ["objects"] }); // names and fields may have come back
          };
          rememberUndo(operation, undo);
          notification.open({
            key: operation,
            title: sentence || t("undo.saved"),
            description: (
              <Suspense fallback={null}>
                <ToldLine operation={operation} onOpen={() => setTold(operation)} />
              </Suspense>
            ),
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

  /** What was begun is finished only as the same person; anybody else starts afresh. */
  const goOn = async (waiting: () => void) => {
    const before = client.getQueryData(meQuery.queryKey);
    const now = await client.fetchQuery({ ...meQuery, staleTime: 0 });
    if (before && before.id !== now.id) {
      location.assign("/");
      return;
    }
    waiting();
    setSigning(null);
    void client.invalidateQueries();
  };

  return (
    <Suspense fallback={null}>
      {asking && (
        <QuestionDialog
          key={asking.questions.map((question) => question.gate).join()}
          questions={asking.questions}
          call={asking.call}
          onDone={(answers) => {
            setAsking(null);
            asking.done(answers);
          }}
        />
      )}
      {told && <ToldDialog operation={told} onClose={() => setTold("")} />}
      {signing && (
        <SignInDialog
          user={client.getQueryData(meQuery.queryKey)?.username ?? ""}
          onDone={() => void goOn(signing)}
        />
      )}
    </Suspense>
  );
}
