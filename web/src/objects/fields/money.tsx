/** Money: a decimal in the currency that another field of the record names. */
import { useTranslation } from "react-i18next";
import { showMoney } from "../../lib/numbers";
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";
import { NumberInput } from "./number";

function currencyOf(field: { currency_field?: string | null | undefined }, record?: Record<string, unknown>): string | null {
  const value = field.currency_field ? record?.[field.currency_field] : null;
  return typeof value === "string" && value ? value : null;
}

function Show({ field, value, record }: ShowProps) {
  const { i18n } = useTranslation();
  return <span className="number">{showMoney(value, currencyOf(field, record), i18n.language)}</span>;
}

function MoneyInput(props: InputProps) {
  return <NumberInput {...props} field={{ ...props.field, decimals: props.field.decimals ?? 2 }} prefix={currencyOf(props.field, props.record) ?? undefined} />;
}

export const moneyField: FieldKind = {
  Show,
  Input: MoneyInput,
  text: (value, field, record) => showMoney(value, currencyOf(field, record)),
  toWire: (value) => (isBlank(value) ? null : asText(value)),
  align: "right",
  width: 120,
  summable: true,
};
