/** Which meetings of a series are meant: this one, it and the following, or all. */
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { Scope } from "./calls";

const SCOPES: readonly Scope[] = ["this", "following", "all"];

export function ScopeDialog({ title, danger = false, onChoose, onClose }: { title: string; danger?: boolean; onChoose: (scope: Scope) => void; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={title} footer={null} onCancel={onClose} width={380}>
      <div className="cal-scopes">
        {SCOPES.map((scope) => (
          <Button key={scope} block danger={danger} autoFocus={scope === "this"} onClick={() => onChoose(scope)}>
            {t(`calendar.scope.${scope}`)}
          </Button>
        ))}
      </div>
    </Modal>
  );
}
