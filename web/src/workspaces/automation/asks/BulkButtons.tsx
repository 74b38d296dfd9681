/** The buttons of workflows in the bar for ticked rows. */
import { RocketOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../../api/problem";
import type { BulkSlot } from "../../../objects/slots";
import { sentenceOf } from "../../../ui/Problems";
import { buttonsQuery, startWorkflow, type WorkflowButton } from "./starting";
import "./askTexts";

export function BulkButtons({ meta, count, target, onDone }: ComponentProps<BulkSlot["Part"]>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const buttons = useQuery(buttonsQuery(meta.name)).data ?? [];
  if (buttons.length === 0) return null;
  const press = async (button: WorkflowButton) => {
    try {
      const { count: begun, failed } = await startWorkflow(button, target);
      void message.success(t("automation.buttons.startedMany", { count: begun, label: button.label }));
      onDone();
      void client.invalidateQueries({ queryKey: ["records"] });
      if (failed.length > 0) {
        modal.warning({
          title: t("automation.buttons.notFor"),
          width: 520,
          content: (
            <ul className="failures">
              {failed.slice(0, 100).map((each) => (
                <li key={each.id}>
                  <b>{each.title}</b> {each.detail}
                </li>
              ))}
            </ul>
          ),
        });
      }
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };
  const ask = (button: WorkflowButton | undefined) => button && modal.confirm({ title: t("automation.buttons.sure", { count, label: button.label }), okText: button.label, onOk: () => press(button) });
  return (
    <Dropdown trigger={["click"]} menu={{ items: buttons.map((button, at) => ({ key: String(at), label: button.label })), onClick: ({ key }) => void ask(buttons[Number(key)]) }}>
      <Button size="small" icon={<RocketOutlined />}>
        {t("automation.buttons.menu")}
      </Button>
    </Dropdown>
  );
}
