/** Switches a workflow on and off. */
import { App, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import type { ObjectMeta, Row } from "../../api/types";
import { useSave } from "../../objects/form/useSave";
import { sentenceOf } from "../../ui/Problems";
import { workflowName } from "./workflowName";

export function ActiveSwitch({ meta, row, published }: { meta: ObjectMeta; row: Row; published: boolean }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const { update } = useSave(meta);
  const [busy, setBusy] = useState(false);
  const name = workflowName(row, i18n.language);
  const change = async (next: boolean) => {
    setBusy(true);
    try {
      await update(row, { is_active: next }, `${name}: ${t(next ? "automation.list.switchOn" : "automation.list.switchOff")}`);
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <Switch
      checked={row["is_active"] === true}
      loading={busy}
      disabled={!meta.rights.update || (!published && row["is_active"] !== true)}
      aria-label={t("automation.list.switchLabel", { name })}
      title={published ? t("automation.list.active") : t("automation.list.unpublished")}
      onChange={(next) => void change(next)}
    />
  );
}
