/** Numbers. Decimals travel as strings, whole numbers as numbers; both are shown with separators. */
import { InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { showNumber } from "../../lib/numbers";
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";

function Show({ field, value }: ShowProps) {
  const { i18n } = useTranslation();
  return <span className="number">{showNumber(value, field.decimals, i18n.language)}</span>;
}

export function NumberInput({ field, value, onChange, id, autoFocus, invalid, prefix }: InputProps & { prefix?: string | undefined }) {
  return (
    <InputNumber<string>
      id={id}
      stringMode
      autoFocus={autoFocus}
      status={invalid ? "error" : ""}
      prefix={prefix}
      className="full"
      precision={field.decimals ?? undefined}
      value={isBlank(value) ? null : asText(value)}
      onChange={(next) => onChange(next === null || next === "" ? null : next)}
    />
  );
}

/** Whole numbers are numbers on the wire. */
function toWire(value: unknown): unknown {
  if (isBlank(value)) return null;
  return /^-?\d{1,15}$/.test(String(value)) ? Number(value) : value;
}

export const numberField: FieldKind = { Show, Input: NumberInput, text: (value, field) => showNumber(value, field.decimals), toWire, toFilterValue: toWire, align: "right", width: 100 };
