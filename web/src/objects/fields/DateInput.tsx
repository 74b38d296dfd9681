/** The pickers of dates and times; a file of its own because they are heavy and loaded only when one is opened. */
import { DatePicker, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import customParseFormat from "dayjs/plugin/customParseFormat";
import { inZone, toIso } from "../../lib/time";
import { isBlank, type InputProps } from "./kind";

dayjs.extend(customParseFormat);

export function DateInput({ value, onChange, id, autoFocus, invalid, inPlace }: InputProps) {
  return (
    <DatePicker
      id={id}
      autoFocus={autoFocus}
      {...(inPlace ? { defaultOpen: true } : {})}
      status={invalid ? "error" : ""}
      className="full"
      value={typeof value === "string" && value ? dayjs(value, "YYYY-MM-DD") : null}
      onChange={(picked: Dayjs | null) => {
        const next = picked ? picked.format("YYYY-MM-DD") : null;
        onChange(next);
        inPlace?.done(next);
      }}
    />
  );
}

export function DateTimeInput({ value, onChange, id, autoFocus, invalid, inPlace }: InputProps) {
  const shown = typeof value === "string" && value ? dayjs(inZone(value).format("YYYY-MM-DDTHH:mm:ss")) : null;
  return (
    <DatePicker
      id={id}
      autoFocus={autoFocus}
      showTime={{ format: "HH:mm", minuteStep: 5 }}
      needConfirm={false}
      format="YYYY-MM-DD HH:mm"
      status={invalid ? "error" : ""}
      className="full"
      value={shown}
      {...(inPlace ? { defaultOpen: true } : {})}
      onChange={(picked: Dayjs | null) => onChange(picked ? toIso(picked) : null)}
    />
  );
}

export function TimeInput({ value, onChange, id, autoFocus, invalid }: InputProps) {
  return (
    <TimePicker
      id={id}
      autoFocus={autoFocus}
      format="HH:mm"
      minuteStep={5}
      needConfirm={false}
      status={invalid ? "error" : ""}
      className="full"
      value={isBlank(value) ? null : dayjs(String(value).slice(0, 5), "HH:mm")}
      onChange={(picked: Dayjs | null) => onChange(picked ? picked.format("HH:mm") : null)}
    />
  );
}
