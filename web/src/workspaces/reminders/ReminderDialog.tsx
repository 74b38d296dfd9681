/** Makes a reminder or changes one: of what, about whom, when (once, again and again, or by a date of the record), how insistently. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Checkbox, Drawer, Form, Input, InputNumber, Segmented, Select, TimePicker, Button, Flex } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { patch, post } from "../../api/client";
import { fieldOf, useObject, useObjects } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import { useMe } from "../../api/session";
import type { Filter, Row } from "../../api/types";
import { toFilter, toTree } from "../../lib/filters";
import { FieldInput } from "../../objects/fields/FieldInput";
import { FilterBuilder } from "../../objects/filter/FilterBuilder";
import { Fields } from "../../objects/form/Fields";
import { useLeave } from "../../objects/form/useLeave";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";
import { draftOf, objectOf, valuesOf, type Draft, type Relative, type When } from "./form";
import { RecurrenceEditor } from "./RecurrenceEditor";

interface Props {
  record?: Row;
  /** Values that a new reminder starts with. */
  given?: Record<string, unknown>;
  onClose: () => void;
}

const REPEATS = [0, 10, 30, 60, 120];
const AHEADS = [0, 5, 15, 30, 60, 1440];

export function ReminderDialog({ record, given = {}, onClose }: Props) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const client = useQueryClient();
  const { message } = App.useApp();
  const me = useMe();
  const meta = useObject("reminder");
  const objects = useObjects();
  const [draft, setDraft] = useState<Draft>(() => draftOf(record, { owner: { id: me.id, title: me.name }, ...given }));
  const [tree, setTree] = useState(() => toTree(draft.condition.filter as Filter));
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const [start] = useState(() => JSON.stringify(draft));
  const leave = useLeave(JSON.stringify(draft) !== start, onClose);
  if (!meta) return null;
  const set = (name: string, value: unknown) => setDraft((now) => ({ ...now, plain: { ...now.plain, [name]: value } }));
  const link = draft.plain["related_to"];
  const about = objectOf(link);
  const own = objects.find((each) => each.name === about);
  const isOfRule = !!record?.["origin"]; // a rule sees to its own condition
  const dates = own?.fields.filter((field) => field.type === "date" || field.type === "datetime") ?? [];
  const fields = (names: readonly string[]) => names.flatMap((name) => fieldOf(meta, name) ?? []);
  const startsAt = fieldOf(meta, "starts_at");

  const save = async () => {
    setBusy(true);
    setWrong("");
    setProblems({});
    try {
      const values = valuesOf(draft, record);
      if (isOfRule) delete values["condition"];
      if (values["related_to"] && typeof values["related_to"] === "object") values["related_to"] = `${about}:${String((values["related_to"] as { id: unknown }).id)}`;
      if (record) await patch(`/api/reminders/${record.id}`, { ...values, version: record["version"] });
      else await post("/api/reminders", values);
      await client.invalidateQueries({ queryKey: ["notices"] });
      await client.invalidateQueries({ queryKey: ["records", "reminder"] });
      void message.success(t("reminders.saved"));
      onClose();
    } catch (error) {
      setBusy(false);
      if (error instanceof Cancelled) return;
      if (isProblem(error)) setProblems(error.fields);
      const shown = isProblem(error) ? Object.keys(error.fields).filter((name) => ["recurrence", "relative", "checklist", "condition"].includes(name) || !fieldOf(meta, name)) : [""];
      if (shown.length > 0) setWrong(sentenceOf(error));
    }
  };

  return (
    <Drawer
      open
      size={narrow ? "100%" : 620}
      title={t(record ? "reminders.edit" : "reminders.new")}
      onClose={leave}
      mask={{ closable: false }}
      footer={
        <Flex gap={8} justify="end">
          <Button onClick={leave}>{t("form.cancel")}</Button>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t("form.save")}
          </Button>
        </Flex>
      }
    >
      <Form layout="vertical" onKeyDown={(event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && void save()}>
        {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
        <Fields meta={meta} fields={fields(["subject", "kind", "related_to"])} values={draft.plain} problems={problems} onChange={set} autoFocus />
        <Form.Item label={t("reminders.when.title")}>
          <Segmented<When> value={draft.when} onChange={(when) => setDraft({ ...draft, when })} options={(["once", "repeats", "follows"] as const).map((value) => ({ value, label: t(`reminders.when.${value}`) }))} />
        </Form.Item>
        {draft.when === "once" && startsAt && <Fields meta={meta} fields={[startsAt]} values={draft.plain} problems={problems} onChange={set} required={() => true} />}
        {draft.when === "repeats" && <RecurrenceEditor value={draft.recurrence} onChange={(recurrence) => setDraft({ ...draft, recurrence })} />}
        {draft.when === "follows" && (dates.length === 0 ? <Alert type="info" showIcon className="gap-below" title={t("reminders.when.needsRecord")} /> : <Follows value={draft.relative} dates={dates.map(({ name, label }) => ({ value: name, label }))} onChange={(relative) => setDraft({ ...draft, relative })} />)}
        <div className="form-grid">
          <Form.Item label={t("reminders.repeat.title")}>
            <Select
              value={Number(draft.plain["repeat_minutes"] ?? 0)}
              onChange={(minutes) => set("repeat_minutes", minutes || null)}
              options={options(REPEATS, Number(draft.plain["repeat_minutes"] ?? 0)).map((value) => ({ value, label: value === 0 ? t("reminders.repeat.no") : t("reminders.repeat.every", { count: value }) }))}
            />
          </Form.Item>
          <Form.Item label={t("reminders.ahead.title")}>
            <Select
              value={Number(draft.plain["ahead_minutes"] ?? 0)}
              onChange={(minutes) => set("ahead_minutes", minutes)}
              options={options(AHEADS, Number(draft.plain["ahead_minutes"] ?? 0)).map((value) => ({ value, label: value === 0 ? t("reminders.ahead.no") : value === 1440 ? t("reminders.ahead.day") : t("reminders.ahead.minutes", { count: value }) }))}
            />
          </Form.Item>
        </div>
        {own && !isOfRule && (
          <Form.Item label={t("reminders.asLongAs")}>
            <FilterBuilder
              key={own.name}
              meta={own}
              tree={tree}
              onChange={(next) => {
                setTree(next);
                setDraft({ ...draft, condition: { object: own.name, filter: (toFilter(next, true) ?? {}) as Record<string, unknown> } });
              }}
            />
          </Form.Item>
        )}
        <Fields meta={meta} fields={fields(["ladder", "owner"])} values={draft.plain} problems={problems} onChange={set} />
        <Form.Item>
          <Checkbox checked={!!draft.plain["urgent"]} onChange={({ target }) => set("urgent", target.checked)}>
            {t("reminders.urgent")}
          </Checkbox>
        </Form.Item>
        {fields(["notes"]).map((field) => (
          <Form.Item key={field.name} label={field.label} htmlFor="reminder-notes">
            <FieldInput field={field} id="reminder-notes" value={draft.plain["notes"]} onChange={(value) => set("notes", value)} />
          </Form.Item>
        ))}
        <Form.Item label={t("reminders.checklist")} htmlFor="reminder-points" extra={t("reminders.checklistHelp")}>
          <Input.TextArea id="reminder-points" autoSize={{ minRows: 2, maxRows: 8 }} value={draft.points} onChange={({ target }) => setDraft({ ...draft, points: target.value })} />
        </Form.Item>
      </Form>
    </Drawer>
  );
}

function options(usual: readonly number[], now: number): number[] {
  return usual.includes(now) ? [...usual] : [...usual, now].sort((a, b) => a - b);
}

function Follows({ value, dates, onChange }: { value: Relative; dates: { value: string; label: string }[]; onChange: (next: Relative) => void }) {
  const { t } = useTranslation();
  return (
    <Form.Item>
      <div className="follows">
        <InputNumber min={0} max={366} value={value.days} onChange={(days) => onChange({ ...value, days: days ?? 0 })} aria-label={t("reminders.follows.days")} />
        <Select value={value.working} onChange={(working) => onChange({ ...value, working })} aria-label={t("reminders.follows.unit")} options={[{ value: false, label: t("reminders.follows.plainDays") }, { value: true, label: t("reminders.follows.workingDays") }]} />
        <Select value={value.before} onChange={(before) => onChange({ ...value, before })} aria-label={t("reminders.follows.side")} options={[{ value: true, label: t("reminders.follows.before") }, { value: false, label: t("reminders.follows.after") }]} />
        <Select className="follows-field" value={value.field || null} placeholder={t("reminders.follows.field")} onChange={(field) => onChange({ ...value, field })} aria-label={t("reminders.follows.field")} options={dates} />
        <TimePicker format="HH:mm" minuteStep={5} value={value.at ? dayjs(`2000-01-01T${value.at}`) : null} onChange={(at) => onChange({ ...value, at: at ? at.format("HH:mm") : "" })} aria-label={t("reminders.follows.at")} />
      </div>
    </Form.Item>
  );
}
