/** When it is told: at once, or in the summary of a day or week at an hour. */
import { Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObject } from "../../api/objects";
import { TIMINGS, type Rule, type Timing } from "./calls";

const USUAL = "17:30";
/** Every quarter of an hour of a day. */
const QUARTERS = Array.from({ length: 96 }, (_, number) => `${String(Math.floor(number / 4)).padStart(2, "0")}:${String((number % 4) * 15).padStart(2, "0")}`);

export function WhenInput({ value, onChange }: { value: Pick<Rule, "timing" | "at" | "weekday">; onChange: (value: Partial<Rule>) => void }) {
  const { t } = useTranslation();
  const days = useObject("notice_rule")?.fields.find((field) => field.name === "weekday")?.choices ?? [];
  const set = (timing: Timing) => onChange(timing === "at_once" ? { timing, tells_still: false } : { timing, at: value.at ?? USUAL });
  const at = (value.at ?? USUAL).slice(0, 5);
  return (
    <div className="rule-when">
      <Radio.Group optionType="button" aria-label={t("following.when")} value={value.timing} options={TIMINGS.map((timing) => ({ value: timing, label: t(`following.timing.${timing}`) }))} onChange={(event) => set(event.target.value as Timing)} />
      {value.timing === "weekly" && <Select aria-label={t("following.timing.weekly")} value={value.weekday} options={days.map((day) => ({ value: day.value, label: day.label }))} onChange={(weekday) => onChange({ weekday: String(weekday) })} />}
      {value.timing !== "at_once" && <Select showSearch className="rule-clock" aria-label={t("following.at")} value={at} options={[...new Set([...QUARTERS, at])].sort().map((each) => ({ value: each, label: each }))} onChange={(next) => onChange({ at: next })} />}
    </div>
  );
}
