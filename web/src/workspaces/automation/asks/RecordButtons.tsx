/** The buttons of workflows in the head of a record. */
import { RocketOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../../api/problem";
import type { RecordSlotProps } from "../../../objects/slots";
import { sentenceOf } from "../../../ui/Problems";
import { useNarrow } from "../../../ui/useNarrow";
import { automationQuery } from "../calls";
import { startWorkflow, type WorkflowButton } from "./starting";
import "./askTexts";

export function RecordButtons({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const { data } = useQuery(automationQuery(meta, record.id));
  const buttons = data?.buttons ?? [];
  if (buttons.length === 0) return null;
  const press = async (button: WorkflowButton) => {
    setBusy(true);
    try {
      const { failed } = await startWorkflow(button, { ids: [record.id] });
      if (failed[0]) void message.warning(failed[0].detail);
      else void message.success(t("automation.buttons.started", { label: button.label }));
      void client.invalidateQueries({ queryKey: ["records"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  const [only] = buttons;
  if (buttons.length === 1 && only && !narrow) {
    return (
      <Button icon={<RocketOutlined />} loading={busy} onClick={() => void press(only)}>
        {only.label}
      </Button>
    );
  }
  return (
    <Dropdown trigger={["click"]} menu={{ items: buttons.map((button, at) => ({ key: String(at), label: button.label })), onClick: ({ key }) => void (buttons[Number(key)] && press(buttons[Number(key)] as WorkflowButton)) }}>
      <Button icon={<RocketOutlined />} loading={busy} aria-label={t("automation.buttons.menu")}>
        {narrow ? null : t("automation.buttons.menu")}
      </Button>
    </Dropdown>
  );
}
