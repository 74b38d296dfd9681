/** Names a new saved list and says who sees it. */
import { App, Checkbox, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SavedList } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";

export interface Named {
  name: string;
  visibility: SavedList["visibility"];
  pinned: boolean;
  isDefault: boolean;
}

interface NameDialogProps {
  start: string;
  onClose: () => void;
  onSave: (given: Named) => Promise<void>;
}

export function NameDialog({ start, onClose, onSave }: NameDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [name, setName] = useState(start);
  const [visibility, setVisibility] = useState<SavedList["visibility"]>("private");
  const [pinned, setPinned] = useState(true);
  const [isDefault, setIsDefault] = useState(false);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    if (!name.trim()) return;
    setBusy(true);
    try {
      await onSave({ name: name.trim(), visibility, pinned, isDefault });
    } catch (error) {
      void message.error(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Modal open title={t("list.saveAs")} okText={t("form.save")} onOk={() => void save()} onCancel={onClose} confirmLoading={busy} okButtonProps={{ disabled: !name.trim() }} width={420}>
      <Form layout="vertical" component="div">
        <Form.Item label={t("list.name")} htmlFor="list-name" required>
          <Input id="list-name" autoFocus value={name} maxLength={100} onChange={(event) => setName(event.target.value)} onPressEnter={() => void save()} />
        </Form.Item>
        <Form.Item label={t("list.visibility")} htmlFor="list-visibility">
          <Select id="list-visibility" value={visibility} onChange={setVisibility} options={(["private", "team", "public"] as const).map((value) => ({ value, label: t(`list.${value}`) }))} />
        </Form.Item>
        <Checkbox checked={pinned} onChange={(event) => setPinned(event.target.checked)}>
          {t("list.pinned")}
        </Checkbox>
        <Checkbox checked={isDefault} onChange={(event) => setIsDefault(event.target.checked)}>
          {t("list.isDefault")}
        </Checkbox>
      </Form>
    </Modal>
  );
}
