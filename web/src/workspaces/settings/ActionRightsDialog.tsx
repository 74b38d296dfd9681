/** Which operations of an object a role may use; whoever may change a record may use those that are not closed. */
import { Button, Modal, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "../../api/types";

interface Props {
  meta: ObjectMeta;
  actions: Record<string, boolean>;
  mayWrite: boolean;
  onChange: (action: string, isOpen: boolean) => void;
  onClose: () => void;
}

export function ActionRightsDialog({ meta, actions, mayWrite, onChange, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal open title={`${meta.label}: ${t("settings.roles.actions")}`} onCancel={onClose} width={480} style={{ top: 48 }} footer={<Button type="primary" onClick={onClose}>{t("common.ok")}</Button>}>
      <p className="muted">{t("settings.roles.actionsAbout")}</p>
      <div className="field-rights">
        {meta.actions.map((action) => (
          <label key={action.name} className="field-right">
            <span>{action.label}</span>
            <Switch size="small" disabled={!mayWrite} aria-label={action.label} checked={actions[action.name] ?? true} onChange={(isOpen) => onChange(action.name, isOpen)} />
          </label>
        ))}
      </div>
    </Modal>
  );
}
