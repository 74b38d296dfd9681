/** A time of the day. */
import { Input } from "antd";
import { lazy, Suspense } from "react";
import { asText, type FieldKind, type InputProps, type ShowProps } from "./kind";

const TimeInput = lazy(() => import("./DateInput").then((module) => ({ default: module.TimeInput })));

const text = (value: unknown) => asText(value).slice(0, 5);

function Show({ value }: ShowProps) {
  return <span className="number">{text(value)}</span>;
}

function LazyInput(props: InputProps) {
  return (
    <Suspense fallback={<Input disabled />}>
      <TimeInput {...props} />
    </Suspense>
  );
}

export const timeField: FieldKind = { Show, Input: LazyInput, text, width: 80, temporal: true };
