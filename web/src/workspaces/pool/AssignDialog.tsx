/** Asks to whom the manager gives records of the pool. */
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "../../api/types";
import { FieldInput } from "../../objects/fields/FieldInput";

interface Props {
  count: number;
  onClose: () => void;
  onAssign: (user: number) => Promise<void>;
}

export function AssignDialog({ count, onClose, onAssign }: Props) {
  const { t } = useTranslation();
  const [user, setUser] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const title = t("pool.assignTitle", { count });
  const chosen = typeof user === "object" && user !== null && "id" in user && typeof user.id === "number" ? user.id : null;
  const field: FieldMeta = { name: "user", label: title, type: "reference", required: true, read_only: false, custom: false, right: "write", choices: null, object: "user", operators: [], sortable: false, inline: false };
  const assign = async () => {
    if (chosen === null) return;
    setBusy(true);
    await onAssign(chosen);
    setBusy(false);
  };
  return (
    <Modal open title={title} okText={t("pool.assign")} okButtonProps={{ disabled: chosen === null, loading: busy }} onOk={() => void assign()} onCancel={onClose}>
      <FieldInput field={field} value={user} onChange={setUser} id="pool-assign-to" />
    </Modal>
  );
}
