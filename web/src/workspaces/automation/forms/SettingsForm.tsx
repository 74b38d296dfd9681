/** How the runs of a workflow behave. */
import { InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useDesigner } from "../designer/DesignerContext";
import type { Settings } from "../document/types";
import { AmountInput } from "../values/AmountInput";
import { FilterField } from "../values/FilterField";
import { Item } from "./Item";
import { WindowInput } from "./WindowInput";

export function SettingsForm() {
  const { t } = useTranslation();
  const { document, object, change } = useDesigner();
  const settings = document.settings ?? {};
  const limits = settings.limits ?? {};
  const set = (next: Partial<Settings>, of?: string) => change({ ...document, settings: { ...settings, ...next } }, of && `settings ${of}`);
  const words = (group: string, names: readonly string[]) => names.map((name) => ({ value: name, label: t(`automation.settings.${group}.${name}`) }));
  return (
    <>
      <Item label={t("automation.settings.againLabel")}>
        <Select className="full" aria-label={t("automation.settings.againLabel")} value={settings.again ?? "always"} options={words("again", ["always", "once", "after"])} onChange={(again) => set({ again: again as NonNullable<Settings["again"]>, ...(again === "after" && !settings.again_after ? { again_after: { days: 30 } } : {}) })} />
        {settings.again === "after" && <AmountInput label={t("automation.settings.againAfter")} value={settings.again_after} onChange={(again_after) => set({ again_after }, "again_after")} />}
      </Item>
      <Item label={t("automation.settings.runningLabel")}>
        <Select className="full" aria-label={t("automation.settings.runningLabel")} value={settings.running ?? "beside"} options={words("running", ["beside", "skip", "restart"])} onChange={(running) => set({ running: running as NonNullable<Settings["running"]> })} />
      </Item>
      <Item label={t("automation.settings.settle")} help={t("automation.settings.settleHelp")}>
        <AmountInput label={t("automation.settings.settle")} unit="minutes" units={["seconds", "minutes", "hours", "days"]} value={settings.settle} onChange={(settle) => set({ settle }, "settle")} />
      </Item>
      {object && (
        <Item label={t("automation.settings.goal")} help={t("automation.settings.goalHelp")}>
          <FilterField key={object.name} counted={false} label={t("automation.settings.goal")} meta={object} value={settings.goal} onChange={(goal) => set({ goal }, "goal")} />
        </Item>
      )}
      <WindowInput label={t("automation.settings.window")} value={settings.window} onChange={(window) => set({ window })} />
      <Item label={t("automation.settings.runAs")}>
        <Select className="full" aria-label={t("automation.settings.runAs")} value={settings.run_as ?? "workflow"} options={words("rights", ["workflow", "cause", "owner", "user"])} onChange={(run_as) => set({ run_as: run_as as NonNullable<Settings["run_as"]> })} />
      </Item>
      <Item label={t("automation.settings.limits")} help={t("automation.settings.limitsHelp")}>
        <div className="form-line">
          <InputNumber className="full" min={1} placeholder={t("automation.settings.unlimited")} aria-label={t("automation.settings.perMinute")} suffix={t("automation.settings.perMinute")} value={limits.per_minute ?? null} onChange={(per_minute) => set({ limits: { ...limits, per_minute } }, "per_minute")} />
          <InputNumber className="full" min={1} placeholder={t("automation.settings.unlimited")} aria-label={t("automation.settings.atOnce")} suffix={t("automation.settings.atOnce")} value={limits.at_once ?? null} onChange={(at_once) => set({ limits: { ...limits, at_once } }, "at_once")} />
        </div>
      </Item>
      <Item label={t("automation.settings.failures")} help={t("automation.settings.failuresHelp")}>
        <InputNumber min={0} max={1000} aria-label={t("automation.settings.failures")} value={limits.failures ?? 10} onChange={(failures) => set({ limits: { ...limits, failures: failures ?? 10 } }, "failures")} />
      </Item>
    </>
  );
}
