/** Cancelling, trying again, and ending a wait of a run: for those who may change workflows. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import { useObject } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import type { RunDetail } from "./calls";

export function useManaging() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const mayManage = useObject("workflow")?.rights.update ?? false;

  const send = async (path: string, done: string) => {
    try {
      const run = await post<RunDetail>(path);
      client.setQueryData(["runs", "one", String(run.id)], run);
      void message.success(done);
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    void client.invalidateQueries({ queryKey: ["runs"] });
    void client.invalidateQueries({ queryKey: ["records"] });
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
  const skip = (run: number, step: number) =>
    modal.confirm({
      title: t("automation.skipSure"),
      content: t("automation.skipText"),
      okText: t("automation.panel.stop"),
      onOk: () => send(`/api/runs/${run}/steps/${step}/skip`, t("automation.skipped")),
    });
  return { mayManage, cancel, retry, skip };
}
