/** Gives all records of one choice another one, in the background; or retires the choice instead. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sentenceOf } from "../../ui/Problems";
import { moveRecords } from "./calls";
import type { Draft } from "./draft";

interface Props {
  set: string;
  draft: Draft;
  others: Draft[];
  isChanged: boolean;
  nameOf: (draft: Draft) => string;
  onClose: () => void;
  onRetire: () => void;
  onMoved: () => void;
}

export function MoveDialog({ set, draft, others, isChanged, nameOf, onClose, onRetire, onMoved }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [to, setTo] = useState<string | null>(null);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const move = async () => {
    if (to === null) return;
    setBusy(true);
    setWrong("");
    try {
      const { jobs } = await moveRecords(set, draft.value, to);
      await client.invalidateQueries({ queryKey: ["bulk-jobs"] });
      void message.info(t(jobs.length > 0 ? "choices.moving.begun" : "choices.moving.nothing"));
      onMoved();
    } catch (error) {
      setWrong(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("choices.moving.title", { name: nameOf(draft) })}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t("form.cancel")}
        </Button>,
        !draft.is_fixed && !draft.inactive && (
          <Button key="retire" onClick={onRetire}>
            {t("choices.moving.retire")}
          </Button>
        ),
        <Button key="go" type="primary" disabled={to === null} loading={busy} onClick={() => void move()}>
          {t("choices.moving.go")}
        </Button>,
      ]}
    >
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <p>{t("choices.moving.inUse", { count: draft.used })}</p>
      <Form layout="vertical">
        <Form.Item label={t("choices.moving.to")} htmlFor="choice-move-to" required>
          <Select id="choice-move-to" autoFocus showSearch={{ optionFilterProp: "label" }} value={to} options={others.map((each) => ({ value: each.value, label: nameOf(each) }))} onChange={setTo} />
        </Form.Item>
      </Form>
      <p className="muted">
        {t("choices.moving.hint")} {isChanged && t("choices.moving.saveFirst")}
      </p>
    </Modal>
  );
}
