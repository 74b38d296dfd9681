/** Numbers. Decimals travel as strings, whole numbers as numbers; both are shown with separators. */
import { Input } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { showNumber } from "../../lib/numbers";
import { isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";

function Show({ field, value }: ShowProps) {
  const { i18n } = useTranslation();
  return <span className="number">{showNumber(value, field.decimals, i18n.language)}</span>;
}

const LazyInput = lazy(() => import("./NumberInput").then((module) => ({ default: module.NumberInput })));

export function NumberInput(props: InputProps & { prefix?: string | undefined }) {
  return (
    <Suspense fallback={<Input disabled />}>
      <LazyInput {...props} />
    </Suspense>
  );
}

/** Whole numbers are numbers on the wire. */
function toWire(value: unknown): unknown {
  if (isBlank(value)) return null;
  return /^-?\d{1,15}$/.test(String(value)) ? Number(value) : value;
}

export const numberField: FieldKind = { Show, Input: NumberInput, text: (value, field) => showNumber(value, field.decimals), toWire, toFilterValue: toWire, align: "right", width: 100 };
