/** Cancelling, trying again, and ending a wait of a run: for those who may change workflows. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { post } from "../../api/client";
import { useObject } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import type { RunDetail } from "./calls";

export function useManaging() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const mayManage = useObject("workflow")?.rights.update ?? false;

  const send = async (path: string, done: string, body: unknown = {}): Promise<RunDetail | null> => {
    let run: RunDetail | null = null;
    try {
      run = await post<RunDetail>(path, body);
      client.setQueryData(["runs", "one", String(run.id)], run);
      void message.success(done);
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    void client.invalidateQueries({ queryKey: ["runs"] });
    void client.invalidateQueries({ queryKey: ["records"] });
    return run;
  };

  const cancel = (run: number) =>
    modal.confirm({
      title: t("automation.runPage.cancelSure"),
      content: t("automation.runPage.cancelText"),
      okText: t("automation.runPage.cancel"),
      cancelText: t("common.back"),
      okButtonProps: { danger: true },
      onOk: () => send(`/api/runs/${run}/cancel`, t("automation.runPage.cancelled")),
    });
  const retry = (run: number) => send(`/api/runs/${run}/retry`, t("automation.runPage.retried"));
  const skip = (run: number, step: number, failed = false) =>
    modal.confirm({
      title: t(failed ? "automation.runPage.skipSure" : "automation.skipSure"),
      content: t(failed ? "automation.runPage.skipText" : "automation.skipText"),
      okText: t(failed ? "automation.runPage.skip" : "automation.panel.stop"),
      onOk: () => send(`/api/runs/${run}/steps/${step}/skip`, t("automation.skipped")),
    });
  const rerun = (run: number) =>
    modal.confirm({
      title: t("automation.run.rerunSure"),
      content: t("automation.run.rerunText"),
      okText: t("automation.run.rerun"),
      onOk: async () => {
        const made = await send(`/api/runs/${run}/rerun`, t("automation.run.started"));
        if (made) void navigate(`/runs/${made.id}`);
      },
    });
  const startFrom = (run: number, block: string, name: string) =>
    modal.confirm({
      title: t("automation.run.startFromSure", { block: name }),
      content: t("automation.run.startFromText"),
      okText: t("automation.run.startFrom"),
      onOk: () => send(`/api/runs/${run}/start-from`, t("automation.run.again"), { block }),
    });
  return { mayManage, cancel, retry, skip, rerun, startFrom };
}
