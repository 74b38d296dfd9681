/** Days of the week; none chosen means all. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";

export function Weekdays({ value, onChange, label }: { value: readonly number[] | undefined; onChange: (value: number[]) => void; label: string }) {
  const { t } = useTranslation();
  return (
    <Select
      mode="multiple"
      className="full"
      allowClear
      aria-label={label}
      placeholder={t("automation.form.everyDay")}
      value={[...(value ?? [])]}
      options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: day, label: t(`automation.weekday.${day}`) }))}
      onChange={(next) => onChange([...next].sort())}
    />
  );
}
