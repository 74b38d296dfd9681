/** A moment: UTC on the wire, the user's own zone on the screen. */
import { showDateTime, showRelative } from "../../lib/time";
import { asText, isBlank, type FieldKind, type ShowProps } from "./kind";
import { loadedLater } from "./loadedLater";

const Input = loadedLater(() => import("./DateInput").then((module) => module.DateTimeInput));

const text = (value: unknown) => (isBlank(value) ? "" : showDateTime(asText(value)));

function Show({ value }: ShowProps) {
  if (isBlank(value)) return null;
  return (
    <time className="number" dateTime={asText(value)} title={showRelative(asText(value))}>
      {text(value)}
    </time>
  );
}

export const datetimeField: FieldKind = { Show, Input, text, width: 136, temporal: true };
