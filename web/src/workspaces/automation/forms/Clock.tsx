/** A time of day. */
import { TimePicker } from "antd";
import dayjs from "dayjs";

export function Clock({ value, onChange, label, allowClear = false }: { value: string | undefined; onChange: (value: string) => void; label: string; allowClear?: boolean }) {
  return (
    <TimePicker
      aria-label={label}
      format="HH:mm"
      minuteStep={5}
      needConfirm={false}
      allowClear={allowClear}
      value={value ? dayjs(`2026-01-01T${value}`) : null}
      onChange={(next) => onChange(next ? next.format("HH:mm") : "")}
    />
  );
}
