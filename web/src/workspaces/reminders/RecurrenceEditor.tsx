/** A recurrence in fields, with the sentence that says it and its next times beside them while it is changed. */
import { DatePicker, Input, InputNumber, Select, TimePicker } from "antd";
import dayjs from "dayjs";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../api/session";
import { inZone } from "../../lib/time";
import { NextTimes } from "./NextTimes";
import { asksDaysOff, newShape, shapeOf, storedOf, type Shape, type Stored, type Unit } from "./recurrence";
import { WithinMonth } from "./WithinMonth";
import "./wordsTexts";
import "./recurrence.css";

interface Props {
  /** As the server keeps it; without one it begins with every week, from now on. */
  value: Record<string, unknown> | null;
  onChange: (value: Record<string, unknown>) => void;
  /** The working calendar that says which days are off; the company's own if none is named. */
  calendar?: number;
}

const UNITS: readonly Unit[] = ["workday", "day", "week", "month", "year", "own"];

export function RecurrenceEditor({ value, onChange, calendar }: Props) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const id = useId();
  const [shape, setShape] = useState<Shape>(() => (value && "rule" in value ? shapeOf(value as unknown as Stored) : beginning(me.time_zone)));
  const [otherZone, setOtherZone] = useState(shape.zone !== me.time_zone);
  const stored = storedOf(shape);

  useEffect(() => {
    if (!value || !("rule" in value)) onChange(stored);
    // only once: what the fields show at the beginning is the value
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const change = (part: Partial<Shape>) => {
    const next = { ...shape, ...part };
    setShape(next);
    onChange(storedOf(next));
  };
  const changeUnit = (unit: Unit) => change({ unit, interval: 1, ...(unit === "own" ? { own: storedOf(shape).rule } : {}) });
  const weekdays = Array.from({ length: 7 }, (_, day) => dayjs("2024-01-01").add(day, "day").format(i18n.language.startsWith("zh") ? "dd" : "ddd"));

  return (
    <div className="recurrence">
      <div className="recurrence-fields">
        <div className="recurrence-row">
          <Select aria-label={t("reminders.recurrence.every")} value={shape.unit} onChange={changeUnit} options={UNITS.map((unit) => ({ value: unit, label: t(`reminders.recurrence.unit.${unit}`) }))} popupMatchSelectWidth={false} className="recurrence-unit" />
          {shape.unit !== "own" && (
            <Select
              aria-label={t("reminders.recurrence.intervalLabel")}
              value={shape.interval}
              onChange={(interval) => change({ interval })}
              options={[...new Set([1, 2, 3, 4, 5, 6, 7, 10, 12, shape.interval])].sort((a, b) => a - b).map((count) => ({ value: count, label: count === 1 ? t(`reminders.recurrence.each.${shape.unit}`) : t(`reminders.recurrence.eachOf.${shape.unit}`, { number: count }) }))}
              popupMatchSelectWidth={false}
            />
          )}
        </div>
        {shape.unit === "own" && (
          <div>
            <Input aria-label={t("reminders.recurrence.own")} aria-describedby={`${id}-own`} value={shape.own} maxLength={500} spellCheck={false} onChange={(event) => change({ own: event.target.value })} />
            <p id={`${id}-own`} className="muted recurrence-help">{t("reminders.recurrence.ownHelp")}</p>
          </div>
        )}
        {shape.unit === "week" && (
          <div className="recurrence-days" role="group" aria-label={t("reminders.recurrence.on")}>
            {weekdays.map((name, day) => {
              const chosen = shape.weekdays.includes(day);
              return (
                <button key={name} type="button" aria-pressed={chosen} aria-label={dayjs("2024-01-01").add(day, "day").format("dddd")} onClick={() => change({ weekdays: chosen ? shape.weekdays.filter((each) => each !== day) : [...shape.weekdays, day] })}>
                  {name}
                </button>
              );
            })}
          </div>
        )}
        {(shape.unit === "month" || shape.unit === "year") && <WithinMonth shape={shape} onChange={change} />}
        <div className="recurrence-row">
          <span className="recurrence-pair">
            <label className="recurrence-label" htmlFor={`${id}-at`}>{t("reminders.recurrence.at")}</label>
            <TimePicker id={`${id}-at`} format="HH:mm" minuteStep={5} needConfirm={false} allowClear={false} value={dayjs(`2024-01-01T${shape.at}`)} onChange={(at) => at && change({ at: at.format("HH:mm") })} />
          </span>
          <span className="recurrence-pair">
            <label className="recurrence-label" htmlFor={`${id}-from`}>{t("reminders.recurrence.from")}</label>
            <DatePicker id={`${id}-from`} allowClear={false} value={dayjs(shape.from)} onChange={(from: dayjs.Dayjs | null) => from && change({ from: from.format("YYYY-MM-DD") })} />
          </span>
          {otherZone ? (
            <Select aria-label={t("reminders.recurrence.zone")} showSearch value={shape.zone} onChange={(zone) => change({ zone })} className="recurrence-zone" options={[...new Set([shape.zone, me.time_zone, ...Intl.supportedValuesOf("timeZone")])].map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))} />
          ) : (
            <button type="button" className="recurrence-link" onClick={() => setOtherZone(true)}>{t("reminders.recurrence.otherZone")}</button>
          )}
        </div>
        <div className="recurrence-row">
          {asksDaysOff(shape) && (
            <span className="recurrence-pair">
              <span className="recurrence-label">{t("reminders.recurrence.daysOff")}</span>
              <Select aria-label={t("reminders.recurrence.daysOff")} value={shape.daysOff} onChange={(daysOff) => change({ daysOff })} options={(["as_is", "skip", "next", "previous"] as const).map((each) => ({ value: each, label: t(`reminders.recurrence.daysOffChoice.${each}`) }))} popupMatchSelectWidth={false} />
            </span>
          )}
          {shape.unit !== "own" && (
            <span className="recurrence-pair">
              <span className="recurrence-label">{t("reminders.recurrence.ends")}</span>
              <Select aria-label={t("reminders.recurrence.ends")} value={shape.ends} onChange={(ends) => change({ ends, ...(ends === "until" && shape.until < shape.from ? { until: shape.from } : {}) })} options={(["never", "until", "count"] as const).map((each) => ({ value: each, label: t(`reminders.recurrence.endsChoice.${each}`) }))} popupMatchSelectWidth={false} />
              {shape.ends === "until" && <DatePicker aria-label={t("reminders.recurrence.until")} allowClear={false} minDate={dayjs(shape.from)} value={dayjs(shape.until)} onChange={(until: dayjs.Dayjs | null) => until && change({ until: until.format("YYYY-MM-DD") })} />}
              {shape.ends === "count" && <InputNumber aria-label={t("reminders.recurrence.count")} min={1} max={10000} precision={0} value={shape.count} onChange={(count) => count && change({ count })} className="recurrence-number" />}
            </span>
          )}
        </div>
      </div>
      <NextTimes stored={stored} calendar={calendar} onSkip={(day) => change({ without: [...shape.without, day].sort() })} onRestore={(day) => change({ without: shape.without.filter((each) => each !== day) })} onTakeBack={(time) => change({ besides: shape.besides.filter((each) => each !== time) })} />
    </div>
  );
}

/** Nine o'clock of today or, when that is over, of tomorrow; at a weekend, of Monday. */
function beginning(zone: string): Shape {
  const now = inZone(new Date().toISOString());
  let day = now.hour() < 9 ? now : now.add(1, "day");
  while (day.day() === 0 || day.day() === 6) day = day.add(1, "day");
  return newShape(day.format("YYYY-MM-DD"), "09:00", zone);
}
