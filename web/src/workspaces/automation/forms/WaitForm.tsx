/** What a run waits for: some time, a date, a time of day, or something that happens. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../../api/objects";
import { useDesigner } from "../designer/DesignerContext";
import { fits } from "../document/scope";
import type { Block, Wait, WaitFor } from "../document/types";
import { AmountInput } from "../values/AmountInput";
import { FilterField } from "../values/FilterField";
import { useValues } from "../values/useValues";
import { ValueSelect } from "../values/ValueSelect";
import { Clock } from "./Clock";
import { eventNames, signsOfWork } from "./eventNames";
import { Item } from "./Item";
import { Weekdays } from "./Weekdays";

type How = "time" | "for" | "until" | "at";

function howOf(wait: Wait): How {
  if (wait.for?.length) return "for";
  if (wait.until) return "until";
  return (wait.at || wait.weekdays?.length) && !Object.keys(wait.time ?? {}).length ? "at" : "time";
}

export function WaitForm({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { changeBlock, document } = useDesigner();
  const values = useValues(block.id);
  const wait = block.wait ?? {};
  const how = howOf(wait);
  const change = (next: Wait, of?: string) => changeBlock({ ...block, wait: next }, of && `${block.id} ${of}`);
  const start = (next: How) => {
    const base: Wait = wait.working ? { working: true } : {};
    if (next === "time") change({ ...base, time: { days: 1 } });
    if (next === "for") change({ ...base, for: [{ filter: {} }], at_most: { days: 2 } });
    if (next === "until") change({ until: { from: "" } });
    if (next === "at") change({ at: "09:00", weekdays: [1, 2, 3, 4, 5] });
  };
  const dates = values.filter((option) => fits(option, "datetime"));
  const until = typeof wait.until === "object" && "from" in wait.until ? String(wait.until["from"]) : wait.until ? `record.${String(wait.until)}` : null;
  return (
    <>
      <Segmented block size="small" className="gap-below" value={how} onChange={start} options={(["time", "for", "until", "at"] as const).map((each) => ({ value: each, label: t(`automation.form.waitHow.${each}`) }))} />
      {how === "time" && (
        <Item label={t("automation.form.howLong")}>
          <AmountInput label={t("automation.form.howLong")} value={wait.time} onChange={(time) => change({ ...wait, time }, "time")} />
        </Item>
      )}
      {how === "for" && (
        <>
          {(wait.for ?? []).map((each, at) => (
            <WaitForCard key={at} value={each} onChange={(next) => change({ ...wait, for: (wait.for ?? []).with(at, next) }, `for ${at}`)} onRemove={(wait.for?.length ?? 0) > 1 ? () => change({ ...wait, for: (wait.for ?? []).toSpliced(at, 1) }) : undefined} />
          ))}
          <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => change({ ...wait, for: [...(wait.for ?? []), { event: [], by: "owner" }] })}>
            {t("automation.form.orWaitFor")}
          </Button>
          {(wait.for?.length ?? 0) > 1 && (
            <Item>
              <Checkbox checked={wait.every === true} onChange={(event) => change({ ...wait, every: event.target.checked })}>
                {t("automation.form.waitEvery")}
              </Checkbox>
            </Item>
          )}
          <Item label={t("automation.form.atMost")} help={t("automation.form.atMostHelp")}>
            <AmountInput label={t("automation.form.atMost")} value={wait.at_most} onChange={(at_most) => change({ ...wait, at_most }, "at_most")} />
          </Item>
        </>
      )}
      {how === "until" && (
        <>
          <Item label={t("automation.form.untilDate")}>
            <ValueSelect label={t("automation.form.untilDate")} options={dates} value={until || null} onPick={(path) => change({ ...wait, until: path?.startsWith("record.") && path.split(".").length === 2 && document.object ? path.slice(7) : { from: path ?? "" } })} placeholder={t("automation.form.chooseDate")} />
          </Item>
          <Item label={t("automation.form.offset")}>
            <AmountInput signed label={t("automation.form.offset")} value={wait.offset} onChange={(offset) => change({ ...wait, offset }, "offset")} />
          </Item>
        </>
      )}
      {(how === "until" || how === "at") && (
        <Item label={t("automation.form.atClock")}>
          <Clock label={t("automation.form.atClock")} allowClear value={wait.at || undefined} onChange={(at) => change({ ...wait, at })} />
        </Item>
      )}
      {how === "at" && (
        <Item label={t("automation.form.weekdays")}>
          <Weekdays label={t("automation.form.weekdays")} value={wait.weekdays} onChange={(weekdays) => change({ ...wait, weekdays })} />
        </Item>
      )}
      {(how === "time" || how === "for") && (
        <Checkbox checked={wait.working === true} onChange={(event) => change({ ...wait, working: event.target.checked })}>
          {t("automation.form.workingHours")}
        </Checkbox>
      )}
    </>
  );
}

function WaitForCard({ value, onChange, onRemove }: { value: WaitFor; onChange: (value: WaitFor) => void; onRemove?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { object, palette } = useDesigner();
  const objects = useObjects();
  const isEvent = value.event !== undefined && !(value.filter && Object.keys(value.filter).length > 0 && value.event.length === 0);
  const works = signsOfWork(object, objects);
  const isWork = value.by === "owner" && works.every((name) => value.event?.includes(name));
  const how = !isEvent ? "filter" : isWork ? "work" : "event";
  const start = (next: string) => onChange(next === "filter" ? { filter: {} } : next === "work" ? { event: works, by: "owner" } : { event: [], by: "" });
  return (
    <div className="form-card">
      <div className="form-line">
        <Segmented size="small" className="grow" value={how} onChange={start} options={(["filter", "work", "event"] as const).map((each) => ({ value: each, label: t(`automation.form.waitFor.${each}`) }))} />
        {onRemove && <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("filter.remove")} onClick={onRemove} />}
      </div>
      {how === "filter" && object && <FilterField key={object.name} begun counted={false} label={t("automation.form.waitFor.filter")} meta={object} value={value.filter} onChange={(filter) => onChange({ filter })} />}
      {how === "work" && <span className="muted">{t("automation.form.workHelp")}</span>}
      {how === "event" && (
        <>
          <Select mode="multiple" className="full" aria-label={t("automation.form.events")} placeholder={t("automation.form.events")} showSearch={{ optionFilterProp: "label" }} value={value.event ?? []} options={eventNames(object, objects, palette, t)} onChange={(event: string[]) => onChange({ ...value, event })} />
          <Select
            className="full"
            aria-label={t("automation.form.byWhom")}
            value={value.by ?? ""}
            options={(["", "owner", "anyone"] as const).map((each) => ({ value: each, label: t(`automation.form.by.${each || "any"}`) }))}
            onChange={(by) => onChange({ ...value, by })}
          />
        </>
      )}
    </div>
  );
}
