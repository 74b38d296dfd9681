/** Which day of the month it is: the 15th, the last day, the last working day, the second Tuesday; of a year also the month. */
import { InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { Shape, Within } from "./recurrence";

const WITHIN: readonly Within[] = ["day", "last", "workday", "weekday"];
const NTH = { workday: [1, 2, 3, 4, 5, -1, -2, -3], weekday: [1, 2, 3, 4, 5, -1] } as const;

export function WithinMonth({ shape, onChange }: { shape: Shape; onChange: (part: Partial<Shape>) => void }) {
  const { t } = useTranslation();
  const nths = shape.within === "workday" || shape.within === "weekday" ? NTH[shape.within] : [];
  const named = (nth: number) => ((nths as readonly number[]).includes(nth) ? t(`reminders.recurrence.nth.${nth}`) : String(nth));
  return (
    <div className="recurrence-row">
      {shape.unit === "year" && <Select aria-label={t("reminders.recurrence.month")} value={shape.month} onChange={(month) => onChange({ month })} options={Array.from({ length: 12 }, (_, at) => ({ value: at + 1, label: dayjs(new Date(2024, at, 1)).format("MMMM") }))} popupMatchSelectWidth={false} />}
      <Select aria-label={t("reminders.recurrence.on")} value={shape.within} onChange={(within) => onChange({ within, nth: within === "workday" ? -1 : 1 })} options={WITHIN.map((each) => ({ value: each, label: t(`reminders.recurrence.within.${each}`) }))} popupMatchSelectWidth={false} />
      {shape.within === "day" && <InputNumber aria-label={t("reminders.recurrence.dayNumber")} min={1} max={31} precision={0} value={shape.day} onChange={(day) => day && onChange({ day })} className="recurrence-number" />}
      {nths.length > 0 && (
        <Select
          aria-label={t("reminders.recurrence.which")}
          value={shape.nth}
          onChange={(nth) => onChange({ nth })}
          options={[...new Set<number>([...nths, shape.nth])].map((nth) => ({ value: nth, label: shape.within === "workday" ? t("reminders.recurrence.ofWorkdays", { nth: named(nth) }) : named(nth) }))}
          popupMatchSelectWidth={false}
        />
      )}
      {shape.within === "weekday" && <Select aria-label={t("reminders.recurrence.weekday")} value={shape.weekday} onChange={(weekday) => onChange({ weekday })} options={Array.from({ length: 7 }, (_, day) => ({ value: day, label: dayjs("2024-01-01").add(day, "day").format("dddd") }))} popupMatchSelectWidth={false} />}
    </div>
  );
}
