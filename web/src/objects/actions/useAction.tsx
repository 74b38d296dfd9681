/** Runs an action on a record: at once, or after its dialog. What came of it is told, with a link where it made something else. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../api/objects";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import { actionPath, runAction } from "../../api/records";
import type { ActionMeta, ObjectMeta, Row } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { asksNothing } from "./asksNothing";

const ActionDialog = lazily(() => import("./ActionDialog").then((module) => ({ default: module.ActionDialog })));

/** `choose` runs the action on the record, asking for its input first. Draw `dialog` somewhere. */
export function useAction(meta: ObjectMeta): { choose: (record: Row, action: ActionMeta) => void; dialog: ReactNode } {
  const { t } = useTranslation();
  const client = useQueryClient();
  const objects = useObjects();
  const { message } = App.useApp();
  const [asking, setAsking] = useState<{ record: Row; action: ActionMeta } | null>(null);

  const run = async (record: Row, action: ActionMeta, input: Record<string, unknown>) => {
    const answer = await runAction(meta, record.id, action, input, { undo: `${action.label} · ${t("action.done")}` });
    await client.invalidateQueries({ queryKey: ["records"] });
    const target = answer.result && objects.find((each) => each.name === answer.result?.object);
    if (answer.result && target && !(target.name === meta.name && answer.result.id === record.id)) {
      const { result } = answer;
      void message.success({
        duration: 6,
        content: (
          <>
            {answer.message ?? t("action.done")} <Link to={recordPath(target, result.id)}>{result.title || target.label}</Link>
          </>
        ),
      });
    } else if (answer.message) void message.success(answer.message);
  };
  const choose = (record: Row, action: ActionMeta) => {
    if (!asksNothing(action)) setAsking({ record, action });
    else
      run(record, action, {}).catch((error: unknown) => {
        if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
      });
  };

  const dialog = (
    <Suspense fallback={null}>
      {asking && <ActionDialog action={asking.action} about={asking.record.title} path={actionPath(meta, asking.record.id, asking.action)} onClose={() => setAsking(null)} onRun={(input) => run(asking.record, asking.action, input)} />}
    </Suspense>
  );
  return { choose, dialog };
}
