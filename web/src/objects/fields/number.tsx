/** Numbers. Decimals travel as strings, whole numbers as numbers; both are shown with separators. */
import { useTranslation } from "react-i18next";
import { showNumber } from "../../lib/numbers";
import { isBlank, type FieldKind, type ShowProps } from "./kind";
import { loadedLater } from "./loadedLater";

function Show({ field, value }: ShowProps) {
  const { i18n } = useTranslation();
  return <span className="number">{showNumber(value, field.decimals, i18n.language)}</span>;
}

export const NumberInput = loadedLater(() => import("./NumberInput").then((module) => module.NumberInput));

/** Whole numbers are numbers on the wire. */
function toWire(value: unknown): unknown {
  if (isBlank(value)) return null;
  return /^-?\d{1,15}$/.test(String(value)) ? Number(value) : value;
}

export const numberField: FieldKind = { Show, Input: NumberInput, text: (value, field) => showNumber(value, field.decimals), toWire, toFilterValue: toWire, align: "right", width: 100 };
