/** A stage in use goes only when its opportunities have a place to go. */
import { Form, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Draft } from "./draft";

interface Props {
  draft: Draft;
  others: Draft[];
  onRemove: (place: string) => void;
  onClose: () => void;
}

export function RemoveStageDialog({ draft, others, onRemove, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [place, setPlace] = useState<string | null>(null);
  const nameOf = (each: Draft) => (i18n.language.startsWith("zh") ? each.name_zh || each.name_en : each.name_en || each.name_zh) || t("admin.stages.new");
  return (
    <Modal
      open
      title={t("admin.stages.removeTitle", { name: nameOf(draft) })}
      okText={t("admin.stages.remove")}
      okButtonProps={{ danger: true, disabled: place === null }}
      onOk={() => place !== null && onRemove(place)}
      onCancel={onClose}
    >
      <p>{t("admin.stages.inUse", { count: draft.count })}</p>
      <Form layout="vertical">
        <Form.Item label={t("admin.stages.moveTo")} required>
          <Select autoFocus value={place} options={others.map((each) => ({ value: each.key, label: nameOf(each) }))} onChange={setPlace} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
