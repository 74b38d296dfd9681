/** A calendar day. */
import { today } from "../../lib/time";
import { asText, type FieldKind, type ShowProps } from "./kind";
import { loadedLater } from "./loadedLater";

const Input = loadedLater(() => import("./DateInput").then((module) => module.DateInput));

function Show({ value }: ShowProps) {
  const text = asText(value);
  return <span className={text === today() ? "is-today number" : "number"}>{text}</span>;
}

export const dateField: FieldKind = { Show, Input, text: asText, width: 110, temporal: true };
