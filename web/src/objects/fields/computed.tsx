/** A value that the server works out; shown as what it looks like, never edited. */
import { useTranslation } from "react-i18next";
import { Ellipsis } from "../../ui/Ellipsis";
import { showNumber } from "../../lib/numbers";
import { asText, type FieldKind, type ShowProps } from "./kind";
import { titleOf } from "./reference";

function textOf(value: unknown): string {
  if (typeof value === "number") return showNumber(value);
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return titleOf(value) || asText(value);
}

function Show({ value }: ShowProps) {
  const { t } = useTranslation();
  if (typeof value === "boolean") return <span>{t(value ? "field.yes" : "field.no")}</span>;
  return <Ellipsis text={textOf(value)} />;
}

function NoInput({ value }: ShowProps) {
  return <span className="muted">{textOf(value)}</span>;
}

export const computedField: FieldKind = { Show, Input: NoInput, text: textOf, width: 130 };
