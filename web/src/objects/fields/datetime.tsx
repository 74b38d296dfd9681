/** A moment: UTC on the wire, the user's own zone on the screen. */
import { Input } from "antd";
import { lazy, Suspense } from "react";
import { showDateTime, showRelative } from "../../lib/time";
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";

const DateTimeInput = lazy(() => import("./DateInput").then((module) => ({ default: module.DateTimeInput })));

const text = (value: unknown) => (isBlank(value) ? "" : showDateTime(asText(value)));

function Show({ value }: ShowProps) {
  if (isBlank(value)) return null;
  return (
    <time className="number" dateTime={asText(value)} title={showRelative(asText(value))}>
      {text(value)}
    </time>
  );
}

function LazyInput(props: InputProps) {
  return (
    <Suspense fallback={<Input disabled />}>
      <DateTimeInput {...props} />
    </Suspense>
  );
}

export const datetimeField: FieldKind = { Show, Input: LazyInput, text, width: 136, temporal: true };
