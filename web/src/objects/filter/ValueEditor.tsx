/** The value of one condition: by operator here, by type in the field's own input. */
import { InputNumber, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "../../api/types";
import { kindOf } from "../fields/kinds";
import { MANY, PERIODS, UNITS } from "./operators";

interface Props {
  field: FieldMeta;
  operator: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

export function ValueEditor({ field, operator, value, onChange }: Props) {
  const { t } = useTranslation();
  const kind = kindOf(field);
  const keep = kind.toFilterValue ?? ((next: unknown) => next);
  const One = kind.FilterInput ?? kind.Input;
  if (operator === "is_empty") return null;
  if (operator === "on" || operator === "by_end_of") {
    return <Select className="full" aria-label={t("filter.value")} value={(value as string | undefined) ?? null} options={PERIODS.map((each) => ({ value: each, label: t(`period.${each}`) }))} onChange={onChange} />;
  }
  if (operator === "within_last" || operator === "within_next") {
    const [unit, count] = Object.entries((value as Record<string, number> | undefined) ?? { days: 7 })[0] ?? ["days", 7];
    return (
      <Space.Compact block>
        <InputNumber className="full" min={1} aria-label={t("filter.value")} value={count} onChange={(next) => onChange({ [unit]: next ?? 1 })} />
        <Select aria-label={t("filter.value")} value={unit} popupMatchSelectWidth={false} options={UNITS.map((each) => ({ value: each, label: t(`period.${each}`) }))} onChange={(next: string) => onChange({ [next]: count })} />
      </Space.Compact>
    );
  }
  if (operator === "between") {
    const [low, high] = Array.isArray(value) ? (value as unknown[]) : [];
    return (
      <div className="between">
        <One field={field} value={low} onChange={(next) => onChange([keep(next), high])} />
        <span className="muted">–</span>
        <One field={field} value={high} onChange={(next) => onChange([low, keep(next)])} />
      </div>
    );
  }
  if (MANY.has(operator)) {
    const Many = kind.ManyInput ?? One;
    return <Many field={field} value={value} onChange={(next) => onChange(keep(next))} />;
  }
  return <One field={{ ...field, required: false }} value={value} onChange={(next) => onChange(keep(next))} />;
}
