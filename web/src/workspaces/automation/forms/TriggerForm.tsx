/** When a run starts. */
import { useQuery } from "@tanstack/react-query";
import { Checkbox, InputNumber, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../../api/objects";
import { someRecords } from "../../../api/records";
import { useDesigner } from "../designer/DesignerContext";
import type { Schedule, Trigger } from "../document/types";
import { AmountInput } from "../values/AmountInput";
import { HookAddress } from "../starts/HookAddress";
import { FilterField } from "../values/FilterField";
import { LanguagesInput } from "../values/LanguagesInput";
import { PairsInput } from "../values/PairsInput";
import { CaseValues } from "./CaseValues";
import { Clock } from "./Clock";
import { DeclaredEditor } from "./DeclaredEditor";
import { eventNames } from "./eventNames";
import { Item } from "./Item";
import { More } from "./More";
import { Weekdays } from "./Weekdays";

const WITH_BEFORE = new Set(["updated", "reassigned", "satisfies", "ceases"]);
const NO_FILTER = new Set(["called"]);

export function TriggerForm({ at }: { at: number }) {
  const { t } = useTranslation();
  const { workflow, document, object, palette, change } = useDesigner();
  const objects = useObjects();
  const trigger: Trigger = document.triggers[at] ?? { on: "created" };
  const set = (next: Partial<Trigger>, of?: string) => change({ ...document, triggers: document.triggers.with(at, { ...trigger, ...next }) }, of && `trigger_${at} ${of}`);
  const about = t(`automation.trigger.about.${trigger.on}`);
  const isChoice = (type: string) => ["choice", "reference", "user", "boolean", "choices"].includes(type);
  const fieldOptions = (wanted: (type: string) => boolean) => (object?.fields ?? []).filter((field) => wanted(field.type)).map((field) => ({ value: field.name, label: field.label }));
  const field = object?.fields.find((each) => each.name === trigger.field);
  const needsFilter = trigger.on === "satisfies" || trigger.on === "ceases";
  return (
    <>
      <p className="form-about muted">{about}</p>
      {needsFilter && object && (
        <Item label={t("automation.form.condition")} required>
          <FilterField key={`${at} ${object.name}`} begun label={t("automation.form.condition")} meta={object} value={trigger.filter} onChange={(filter) => set({ filter }, "filter")} />
        </Item>
      )}
      {trigger.on === "updated" && (
        <Item label={t("automation.form.whichFields")} help={t("automation.form.anyField")}>
          <Select mode="multiple" className="full" showSearch={{ optionFilterProp: "label" }} aria-label={t("automation.form.whichFields")} value={trigger.fields ?? []} options={fieldOptions(() => true)} onChange={(fields: string[]) => set({ fields })} />
        </Item>
      )}
      {["entered", "left", "stayed"].includes(trigger.on) && (
        <Item label={t("filter.field")} required>
          <Select className="full" showSearch={{ optionFilterProp: "label" }} aria-label={t("filter.field")} value={trigger.field || null} options={fieldOptions(isChoice)} onChange={(name) => set({ field: name ?? "", values: [] })} />
        </Item>
      )}
      {["entered", "left", "stayed"].includes(trigger.on) && field && (
        <Item label={t("filter.value")} help={t("automation.form.anyValue")}>
          <CaseValues field={field} value={Array.isArray(trigger.values) ? trigger.values : []} onChange={(values) => set({ values }, "values")} />
        </Item>
      )}
      {trigger.on === "stayed" && (
        <Item label={t("automation.form.howLong")} required>
          <AmountInput label={t("automation.form.howLong")} value={trigger.for} onChange={(value) => set({ for: value }, "for")} />
        </Item>
      )}
      {trigger.on === "event" && (
        <Item label={t("automation.form.events")} required>
          <Select className="full" showSearch={{ optionFilterProp: "label" }} aria-label={t("automation.form.events")} value={trigger.event || null} options={eventNames(object, objects, palette, t)} onChange={(event) => set({ event: event ?? "" })} />
        </Item>
      )}
      {trigger.on === "date" && (
        <>
          <Item label={t("automation.form.dateField")} required>
            <Select className="full" showSearch={{ optionFilterProp: "label" }} aria-label={t("automation.form.dateField")} value={trigger.field || null} options={fieldOptions((type) => type === "date" || type === "datetime")} onChange={(name) => set({ field: name ?? "" })} />
          </Item>
          <div className="form-line">
            <AmountInput signed label={t("automation.form.offset")} units={["hours", "days", "weeks", "months"]} value={trigger.offset} onChange={(offset) => set({ offset }, "offset")} />
            <Clock label={t("automation.form.atClock")} value={trigger.at ?? "09:00"} onChange={(clock) => set({ at: clock })} />
          </div>
        </>
      )}
      {trigger.on === "schedule" && <ScheduleInput value={trigger.schedule ?? {}} onChange={(schedule) => set({ schedule }, "schedule")} />}
      {trigger.on === "schedule" && (
        <Item>
          <Checkbox checked={trigger.once === true} onChange={(event) => set({ once: event.target.checked })}>
            {t("automation.form.oncePerTime")}
          </Checkbox>
        </Item>
      )}
      {trigger.on === "button" && (
        <Item label={t("automation.form.buttonLabel")} required>
          <LanguagesInput plain autoFocus label={t("automation.form.buttonLabel")} value={trigger.label} options={[]} onChange={(label) => set({ label }, "label")} />
        </Item>
      )}
      {trigger.on === "webhook" && <HookAddress workflow={workflow} at={at} find={trigger.find} values={trigger.values} />}
      {trigger.on === "webhook" && (
        <>
          <Item label={t("automation.form.findBy")} help={t("automation.form.findHelp")}>
            <PairsInput key={at} label={t("automation.form.findBy")} value={trigger.find ?? {}} options={[]} onChange={(find) => set({ find: find as Record<string, string> }, "find")} />
          </Item>
          <Item label={t("automation.form.createWith")} help={t("automation.form.createHelp")}>
            <PairsInput key={at} label={t("automation.form.createWith")} value={Array.isArray(trigger.values) ? {} : (trigger.values ?? {})} options={[]} onChange={(values) => set({ values }, "values")} />
          </Item>
        </>
      )}
      {trigger.on === "called" && (
        <Item label={t("automation.form.calledWith")}>
          <DeclaredEditor label={t("automation.form.calledWith")} value={trigger.input} onChange={(input) => set({ input }, "input")} />
        </Item>
      )}
      {trigger.on === "failure" && <FailureOf value={trigger.workflows ?? []} onChange={(workflows) => set({ workflows })} />}
      {!needsFilter && !NO_FILTER.has(trigger.on) && object && !trigger.once && (
        <Item label={t("automation.form.onlyIf")}>
          <FilterField key={`${at} ${object.name}`} label={t("automation.form.onlyIf")} meta={object} value={trigger.filter} onChange={(filter) => set({ filter }, "filter")} />
        </Item>
      )}
      {WITH_BEFORE.has(trigger.on) && object && (
        <More label={t("automation.form.more")} open={Object.keys(trigger.before ?? {}).length > 0 || trigger.own_writes === true}>
          {trigger.on !== "satisfies" && (
            <Item label={t("automation.form.beforeIt")}>
              <FilterField key={`${at} ${object.name}`} counted={false} label={t("automation.form.beforeIt")} meta={object} value={trigger.before} onChange={(before) => set({ before }, "before")} />
            </Item>
          )}
          <Checkbox checked={trigger.own_writes === true} onChange={(event) => set({ own_writes: event.target.checked })}>
            {t("automation.form.ownWrites")}
          </Checkbox>
        </More>
      )}
    </>
  );
}

function ScheduleInput({ value, onChange }: { value: Schedule; onChange: (value: Schedule) => void }) {
  const { t } = useTranslation();
  const every = value.every ?? "day";
  return (
    <>
      <Segmented block size="small" className="gap-below" value={every} onChange={(next) => onChange({ ...value, every: next })} options={(["minutes", "hour", "day", "week", "month"] as const).map((each) => ({ value: each, label: t(`automation.form.every.${each}`) }))} />
      {every === "minutes" && (
        <Item label={t("automation.form.everyMinutes")}>
          <InputNumber min={1} max={1440} aria-label={t("automation.form.everyMinutes")} value={value.minutes ?? 30} onChange={(minutes) => onChange({ ...value, minutes: minutes ?? 30 })} />
        </Item>
      )}
      {every === "month" && (
        <Item label={t("automation.form.dayOfMonth")} help={t("automation.form.lastDay")}>
          <InputNumber min={-1} max={31} aria-label={t("automation.form.dayOfMonth")} value={value.day ?? 1} onChange={(day) => onChange({ ...value, day: day === null || day === 0 ? 1 : day })} />
        </Item>
      )}
      {(every === "day" || every === "week") && (
        <Item label={t("automation.form.weekdays")}>
          <Weekdays label={t("automation.form.weekdays")} value={value.weekdays} onChange={(weekdays) => onChange({ ...value, weekdays })} />
        </Item>
      )}
      {every !== "minutes" && (
        <Item label={t("automation.form.atClock")}>
          <Clock label={t("automation.form.atClock")} value={value.at ?? "09:00"} onChange={(at) => onChange({ ...value, at })} />
        </Item>
      )}
      <Item>
        <Checkbox checked={value.working_days === true} onChange={(event) => onChange({ ...value, working_days: event.target.checked })}>
          {t("automation.form.workingDays")}
        </Checkbox>
      </Item>
    </>
  );
}

function FailureOf({ value, onChange }: { value: number[]; onChange: (value: number[]) => void }) {
  const { t } = useTranslation();
  const rows = useQuery(someRecords({ name: "workflow", plural: "workflows" }, { limit: 100, sort: "name" })).data?.items ?? [];
  return (
    <Item label={t("automation.form.failureOf")} help={t("automation.form.anyWorkflow")}>
      <Select mode="multiple" className="full" aria-label={t("automation.form.failureOf")} value={value} options={rows.map((row) => ({ value: row.id, label: row.title }))} onChange={onChange} />
    </Item>
  );
}
