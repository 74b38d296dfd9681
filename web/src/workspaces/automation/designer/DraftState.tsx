/** Whether what was drawn is stored; and whose drawing stays when two people drew at once. */
import { CheckOutlined, ExclamationCircleOutlined, SyncOutlined } from "@ant-design/icons";
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { inZone, showDateTime } from "../../../lib/time";
import type { Saving } from "./useDraft";

interface Props {
  saving: Saving;
  onRetry: () => void;
  onMine: () => void;
  onTheirs: () => void;
}

export function DraftState({ saving, onRetry, onMine, onTheirs }: Props) {
  const { t } = useTranslation();
  if (saving.state === "same") return null;
  if (saving.state === "failed") {
    return (
      <Button size="small" danger icon={<ExclamationCircleOutlined />} title={saving.sentence} onClick={onRetry}>
        {t("automation.draft.failed")}
      </Button>
    );
  }
  if (saving.state === "conflict") {
    const who = saving.who || t("automation.draft.somebody");
    return (
      <Modal
        open
        closable={false}
        title={t("automation.draft.conflict", { who })}
        footer={[
          <Button key="theirs" onClick={onTheirs}>
            {t("automation.draft.theirs", { who })}
          </Button>,
          <Button key="mine" type="primary" onClick={onMine}>
            {t("automation.draft.mine")}
          </Button>,
        ]}
      >
        <p>{saving.at ? t("automation.draft.when", { who, when: showDateTime(saving.at) }) : t("automation.draft.meanwhile", { who })}</p>
      </Modal>
    );
  }
  return (
    <span className="draft-state muted" role="status">
      {saving.state === "saved" ? <CheckOutlined /> : <SyncOutlined spin={saving.state === "saving"} />} {saving.state === "saved" ? t("automation.draft.saved", { when: inZone(saving.at).format("HH:mm") }) : t("automation.draft.saving")}
    </span>
  );
}
