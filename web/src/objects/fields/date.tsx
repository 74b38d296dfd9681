/** A calendar day. */
import { Input } from "antd";
import { lazy, Suspense } from "react";
import { today } from "../../lib/time";
import { asText, type FieldKind, type InputProps, type ShowProps } from "./kind";

const DateInput = lazy(() => import("./DateInput").then((module) => ({ default: module.DateInput })));

function Show({ value }: ShowProps) {
  const text = asText(value);
  return <span className={text === today() ? "is-today number" : "number"}>{text}</span>;
}

function LazyInput(props: InputProps) {
  return (
    <Suspense fallback={<Input disabled />}>
      <DateInput {...props} />
    </Suspense>
  );
}

export const dateField: FieldKind = { Show, Input: LazyInput, text: asText, width: 110, temporal: true };
