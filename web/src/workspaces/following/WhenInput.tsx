/** When it is told: at once, or in the summary of a day or week at an hour. */
import { Input, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObject } from "../../api/objects";
import { TIMINGS, type Rule, type Timing } from "./calls";

export function WhenInput({ value, onChange }: { value: Pick<Rule, "timing" | "at" | "weekday">; onChange: (value: Partial<Rule>) => void }) {
  const { t } = useTranslation();
  const days = useObject("notice_rule")?.fields.find((field) => field.name === "weekday")?.choices ?? [];
  const set = (timing: Timing) => onChange(timing === "at_once" ? { timing, tells_still: false } : { timing, at: value.at ?? "17:30" });
  return (
    <div className="rule-when">
      <Radio.Group optionType="button" aria-label={t("following.when")} value={value.timing} options={TIMINGS.map((timing) => ({ value: timing, label: t(`following.timing.${timing}`) }))} onChange={(event) => set(event.target.value as Timing)} />
      {value.timing === "weekly" && <Select aria-label={t("following.timing.weekly")} value={value.weekday} options={days.map((day) => ({ value: day.value, label: day.label }))} onChange={(weekday) => onChange({ weekday: String(weekday) })} />}
      {value.timing !== "at_once" && <Input type="time" className="rule-clock" aria-label={t("following.at")} value={value.at ?? "17:30"} onChange={(event) => onChange({ at: event.target.value || "17:30" })} />}
    </div>
  );
}
