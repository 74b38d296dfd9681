/** The keys that work everywhere. */
import { Modal } from "antd";
import { useTranslation } from "react-i18next";

const keys = ["Ctrl/⌘ K", "Ctrl/⌘ Enter", "Esc", "Tab", "Enter", "Space", "E", "[  ]", "Space "] as const;

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t("help.title")} width={460}>
      <table className="keys">
        <tbody>
          {keys.map((key, at) => (
            <tr key={key}>
              <td>
                <kbd>{key}</kbd>
              </td>
              <td>{t(`help.key${at}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">
        <a href="/api/docs" target="_blank" rel="noreferrer">
          {t("help.api")}
        </a>
      </p>
    </Modal>
  );
}
