/** An amount of time: a number and a unit; empty is none. */
import { InputNumber, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import type { Amount } from "../document/types";

export const UNITS = ["minutes", "hours", "days", "weeks", "months"] as const;

interface Props {
  value: Amount | undefined;
  onChange: (value: Amount) => void;
  label: string;
  /** May be below zero: before and after. */
  signed?: boolean;
  units?: readonly string[];
  /** What is chosen while there is none. */
  unit?: string;
}

export function AmountInput({ value, onChange, label, signed = false, units = UNITS, unit = "days" }: Props) {
  const { t } = useTranslation();
  const [[now, count] = [unit, null]] = Object.entries(value ?? {}) as [string, number | null][];
  const side = (count ?? 0) < 0 ? -1 : 1;
  const give = (name: string, number: number | null, sign = side) => onChange(number === null || number === 0 ? {} : { [name]: sign * Math.abs(number) });
  return (
    <Space.Compact>
      <InputNumber className="amount-number" min={0} precision={0} aria-label={label} value={count === null ? null : Math.abs(count)} onChange={(next) => give(now, next)} />
      <Select
        aria-label={`${label} ${t("automation.form.unit")}`}
        popupMatchSelectWidth={false}
        value={now}
        options={[...new Set([...units, now])].map((each) => ({ value: each, label: t(`automation.unit.${each}`) }))}
        onChange={(next) => give(next, count ?? 1)}
      />
      {signed && (
        <Select
          aria-label={t("automation.form.side")}
          popupMatchSelectWidth={false}
          value={side}
          options={[{ value: -1, label: t("automation.form.before") }, { value: 1, label: t("automation.form.after") }]}
          onChange={(next: number) => give(now, count === null ? 1 : Math.abs(count), next)}
        />
      )}
    </Space.Compact>
  );
}
