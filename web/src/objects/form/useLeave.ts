/** Closing a form: at once, or, where something was changed and would be lost, after asking. */
import { App } from "antd";
import { useTranslation } from "react-i18next";

export function useLeave(changed: boolean, onClose: () => void): () => void {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  return () => {
    if (changed) modal.confirm({ title: t("form.leaveTitle"), content: t("form.leaveLost"), okText: t("form.leave"), cancelText: t("form.stay"), okButtonProps: { danger: true }, autoFocusButton: "cancel", onOk: onClose });
    else onClose();
  };
}
