/** A postal address in its parts. Chinese addresses are read from the country down, others from the street up. */
import { Input } from "antd";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "../../api/types";
import { Ellipsis } from "../../ui/Ellipsis";
import { isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";

const PARTS = ["country", "state", "city", "street", "postal_code"] as const;

type Address = Partial<Record<(typeof PARTS)[number], string | null>>;

const parts = (value: unknown): Address => (typeof value === "object" && value !== null ? (value as Address) : {});

export function addressText(value: unknown): string {
  const { street, city, state, postal_code, country } = parts(value);
  const all = [street, city, state, country].filter((part): part is string => !isBlank(part));
  if (all.some((part) => /[\u3400-\u9fff]/.test(part))) return `${[...all].reverse().join("")}${postal_code ? ` ${postal_code}` : ""}`;
  return [street, [postal_code, city].filter(Boolean).join(" "), state, country].filter(Boolean).join(", ");
}

function Show({ value, dense }: ShowProps) {
  if (dense) return <Ellipsis text={addressText(value)} />;
  return <span>{addressText(value)}</span>;
}

function AddressInput({ value, onChange, id, autoFocus }: InputProps) {
  const { t } = useTranslation();
  const now = parts(value);
  return (
    <div className="address-input">
      {PARTS.map((part, at) => (
        <Input
          key={part}
          id={at === 0 ? id : undefined}
          autoFocus={autoFocus && at === 0}
          className={`address-${part}`}
          placeholder={t(`field.${part}`)}
          aria-label={t(`field.${part}`)}
          value={now[part] ?? ""}
          onChange={(event) => onChange({ ...now, [part]: event.target.value })}
        />
      ))}
    </div>
  );
}

function partsOf(field: FieldMeta): FieldMeta[] {
  return PARTS.map((part) => ({
    ...field,
    name: `${field.name}.${part}`,
    label: i18next.t(`field.${part}`),
    type: "text",
    operators: ["is", "is_not", "contains", "starts_with", "is_empty"],
    sortable: false,
    inline: false,
  }));
}

export const addressField: FieldKind = { Show, Input: AddressInput, text: addressText, width: 200, parts: partsOf, wide: true, formOnly: true };
