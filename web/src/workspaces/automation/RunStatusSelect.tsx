/** Chooses the status of the runs shown. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { RUN_STATUSES } from "./calls";

export function RunStatusSelect({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      allowClear
      className="automation-select"
      aria-label={t("automation.runList.status")}
      placeholder={t("automation.runList.any")}
      value={value}
      options={RUN_STATUSES.map((status) => ({ value: status, label: t(`automation.status.${status}`) }))}
      onChange={(next?: string | null) => onChange(next ?? null)}
    />
  );
}
