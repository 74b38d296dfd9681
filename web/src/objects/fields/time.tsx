/** A time of the day. */
import { asText, type FieldKind, type ShowProps } from "./kind";
import { loadedLater } from "./loadedLater";

const Input = loadedLater(() => import("./DateInput").then((module) => module.TimeInput));

const text = (value: unknown) => asText(value).slice(0, 5);

function Show({ value }: ShowProps) {
  return <span className="number">{text(value)}</span>;
}

export const timeField: FieldKind = { Show, Input, text, width: 80, temporal: true };
