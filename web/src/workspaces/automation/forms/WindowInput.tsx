/** When something may be done: the hours of a day, and the days. */
import { Checkbox, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { Window } from "../document/types";
import { Clock } from "./Clock";
import { Item } from "./Item";
import { Weekdays } from "./Weekdays";

export function WindowInput({ value, onChange, label }: { value: Window | null | undefined; onChange: (value: Window | null) => void; label: string }) {
  const { t } = useTranslation();
  const now = value ?? {};
  return (
    <Item>
      <label className="switch-label">
        <Switch size="small" checked={!!value} onChange={(on) => onChange(on ? { from: "09:00", to: "18:00", working_days: true } : null)} /> {label}
      </label>
      {value && (
        <div className="form-inner">
          <div className="form-line">
            <Clock label={t("automation.form.from")} value={now.from ?? "09:00"} onChange={(from) => onChange({ ...now, from })} />
            <span>–</span>
            <Clock label={t("automation.form.to")} value={now.to ?? "18:00"} onChange={(to) => onChange({ ...now, to })} />
          </div>
          <Weekdays label={t("automation.form.weekdays")} value={now.days} onChange={(days) => onChange({ ...now, days })} />
          <Checkbox checked={now.working_days === true} onChange={(event) => onChange({ ...now, working_days: event.target.checked })}>
            {t("automation.form.workingDays")}
          </Checkbox>
          <Checkbox checked={now.zone === "owner"} onChange={(event) => onChange({ ...now, zone: event.target.checked ? "owner" : "" })}>
            {t("automation.form.ownersZone")}
          </Checkbox>
        </div>
      )}
    </Item>
  );
}
