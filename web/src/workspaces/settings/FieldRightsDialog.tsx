/** Which fields of an object a role may write, only read, or not even see. */
import { Button, Modal, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "../../api/types";
import type { FieldRight } from "./grants";

interface Props {
  meta: ObjectMeta;
  fields: Record<string, FieldRight>;
  mayWrite: boolean;
  onChange: (field: string, right: FieldRight | "write") => void;
  onClose: () => void;
}

export function FieldRightsDialog({ meta, fields, mayWrite, onChange, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal open title={`${meta.label}: ${t("settings.roles.fields")}`} onCancel={onClose} width={560} style={{ top: 48 }} footer={<Button type="primary" onClick={onClose}>{t("common.ok")}</Button>}>
      <div className="field-rights">
        {meta.fields
          .filter((field) => field.name !== "id" && field.name !== "version")
          .map((field) => (
            <div key={field.name} className="field-right">
              <span>
                {field.label} <span className="muted">{field.name}</span>
              </span>
              <Segmented<FieldRight | "write">
                size="small"
                disabled={!mayWrite}
                aria-label={field.label}
                value={fields[field.name] ?? "write"}
                options={(["write", "read", "hidden"] as const).map((value) => ({ value, label: t(`settings.roles.fieldRight.${value}`) }))}
                onChange={(right) => onChange(field.name, right)}
              />
            </div>
          ))}
      </div>
    </Modal>
  );
}
