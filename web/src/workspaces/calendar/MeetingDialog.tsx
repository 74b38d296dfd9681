/** Planning or changing a meeting without leaving the calendar. A clash is told with the next free times to choose from. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, DatePicker, Form, Input, InputNumber, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { use, useState } from "react";
import { useTranslation } from "react-i18next";
import { useObject } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import { recordQuery } from "../../api/records";
import { useMe } from "../../api/session";
import type { Ref, Row } from "../../api/types";
import { inZone, toIso } from "../../lib/time";
import { FormContext } from "../../objects/form/FormContext";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import { changeMeetings, freeTimesQuery, guestsQuery, planMeeting, type Choices, type GuestInput, type Guests, type Repeat, type Scope, type Shown } from "./calls";
import { difference } from "./guests";
import { GuestsField } from "./GuestsField";
import { outsiders, useTellGuests, type Told } from "./useTellGuests";
import "./guests.css";
import { ScopeDialog } from "./ScopeDialog";

export interface Draft {
  item?: Shown;
  starts_at?: string;
  ends_at?: string;
  users: readonly number[];
  rooms: readonly number[];
}

interface FormValues {
  subject: string;
  time: [Dayjs, Dayjs];
  attendees: number[];
  guests: GuestInput[];
  rooms: number[];
  location: string;
  description: string;
  shows_as: "busy" | "tentative" | "free";
  may_overlap: boolean;
  every: Repeat["every"] | "never";
  interval: number;
  weekdays: number[];
  until: Dayjs | null;
}

/** Of what guests are told when it changes. */
const TOLD = ["subject", "starts_at", "ends_at", "location"];
const EVERY = ["never", "day", "workday", "week", "month", "month_weekday", "year"] as const;
const ids = (value: unknown): number[] => (Array.isArray(value) ? (value as Ref[]).map((each) => each.id) : []);

/** The next half hour, for an hour. */
function usualTime(): [Dayjs, Dayjs] {
  const now = inZone(new Date().toISOString());
  const begin = now.startOf("hour").add(now.minute() < 30 ? 30 : 60, "minute");
  return [begin, begin.add(1, "hour")];
}

export function MeetingDialog({ draft, choices, onClose }: { draft: Draft; choices: Choices | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const meta = useObject("meeting");
  const id = draft.item?.id ?? 0;
  const { data: record } = useQuery({ ...recordQuery(meta ?? { name: "meeting", plural: "meetings" }, id), enabled: id > 0 });
  const { data: guests, isPending: asking } = useQuery({ ...guestsQuery(id), enabled: id > 0, staleTime: 0, retry: false });
  if (id && (!record || asking)) {
    return (
      <Modal open footer={null} onCancel={onClose} title={t("calendar.form.editTitle")}>
        <Loading />
      </Modal>
    );
  }
  return <MeetingForm draft={draft} record={record} guests={guests} choices={choices} onClose={onClose} />;
}

interface FormProps {
  draft: Draft;
  record: Row | undefined;
  guests: Guests | undefined;
  choices: Choices | undefined;
  onClose: () => void;
}

function MeetingForm({ draft, record, guests, choices, onClose }: FormProps) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { openForm } = use(FormContext);
  const [form] = Form.useForm<FormValues>();
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [scopeFor, setScopeFor] = useState<{ given: FormValues; told: Told } | null>(null);
  const { ask, dialog } = useTellGuests();
  const [known] = useState(() => outsiders(guests));
  const [clash, setClash] = useState<{ day: string; minutes: number; users: number[]; rooms: number[] } | null>(null);
  const every = Form.useWatch("every", form);
  const time = Form.useWatch("time", form);
  const { data: free } = useQuery({
    ...freeTimesQuery({
      first: clash?.day ?? "",
      last: clash ? dayjs(clash.day).add(7, "day").format("YYYY-MM-DD") : "",
      minutes: clash?.minutes ?? 60,
      users: clash?.users ?? [],
      rooms: clash?.rooms ?? [],
      any_room: false,
      ...(record ? { but: record.id } : {}),
    }),
    enabled: clash !== null,
  });

  const initial: FormValues = {
    subject: String(record?.["subject"] ?? ""),
    time: record?.["starts_at"]
      ? [inZone(String(record["starts_at"])), inZone(String(record["ends_at"] || record["starts_at"]))]
      : draft.starts_at && draft.ends_at
        ? [inZone(draft.starts_at), inZone(draft.ends_at)]
        : usualTime(),
    attendees: record ? ids(record["attendees"]) : [...draft.users],
    guests: known,
    rooms: record ? ids(record["rooms"]) : [...draft.rooms],
    location: String(record?.["location"] ?? ""),
    description: String(record?.["description"] ?? ""),
    shows_as: (record?.["shows_as"] as FormValues["shows_as"] | undefined) ?? "busy",
    may_overlap: record?.["may_overlap"] === true,
    every: "never",
    interval: 1,
    weekdays: [],
    until: null,
  };

  const valuesOf = (given: FormValues) => ({
    subject: given.subject.trim(),
    starts_at: toIso(given.time[0]),
    ends_at: toIso(given.time[1]),
    attendees: given.attendees,
    rooms: given.rooms,
    location: given.location,
    description: given.description,
    shows_as: given.shows_as,
    may_overlap: given.may_overlap,
  });
  const repeatOf = (given: FormValues): Repeat | null =>
    given.every === "never"
      ? null
      : { every: given.every, interval: given.interval, weekdays: given.every === "week" ? given.weekdays : [], until: given.until ? given.until.format("YYYY-MM-DD") : null, times: null };

  /** Of a series only what was changed is written, so that the others keep what is their own. */
  const changesOf = (given: FormValues) => {
    const [now, before] = [valuesOf(given), valuesOf(initial)] as [Record<string, unknown>, Record<string, unknown>];
    return Object.fromEntries(Object.keys(now).filter((key) => JSON.stringify(now[key]) !== JSON.stringify(before[key])).map((key) => [key, now[key]]));
  };

  /** Guests are asked about before anything is written: those who are new and those who are taken off, or all of a change. */
  const finish = async (given: FormValues) => {
    const { added, removed } = difference(known, given.guests);
    const stay = known.filter((guest) => !removed.includes(guest));
    const changed = Object.keys(changesOf(given)).some((name) => TOLD.includes(name));
    const concerned = changed ? [...stay, ...added] : added;
    const told = await ask({ occasion: record && changed && stay.length > 0 ? "change" : "invite", guests: concerned, removed, ...(guests ? { from: guests.sender_address } : {}) });
    if (!told) return;
    if (record?.["series"]) setScopeFor({ given, told });
    else await save(given, told);
  };
  const save = async (given: FormValues, told: Told, scope: Scope = "this") => {
    const { added, removed } = difference(known, given.guests);
    const change = { told, ...(added.length + removed.length > 0 ? { guests: given.guests } : {}) };
    setSaving(true);
    setError(null);
    setScopeFor(null);
    try {
      if (record) await changeMeetings(record.id, changesOf(given), scope, { undo: t("calendar.saved") }, change);
      else await planMeeting(valuesOf(given), repeatOf(given), { undo: t("calendar.planned", { count: given.every === "never" ? 1 : 2 }) }, change);
      void client.invalidateQueries({ queryKey: ["records"] });
      onClose();
    } catch (caught) {
      if (caught instanceof Cancelled) return;
      setError(caught);
      const [begin, end] = given.time;
      if (isProblem(caught, "refused")) {
        const owner = record ? (record["owner"] as Ref | null)?.id : me.id;
        const users = [...new Set([...(owner ? [owner] : []), ...given.attendees])];
        setClash({ day: begin.format("YYYY-MM-DD"), minutes: Math.max(5, Math.min(1440, end.diff(begin, "minute"))), users, rooms: given.rooms });
      }
    } finally {
      setSaving(false);
    }
  };
  const takeTime = (starts_at: string, ends_at: string) => {
    form.setFieldsValue({ time: [inZone(starts_at), inZone(ends_at)] });
    setError(null);
    setClash(null);
  };
  const overlap = () => {
    form.setFieldsValue({ may_overlap: true });
    setClash(null);
    form.submit();
  };
  const people = choices?.people.filter((each) => each.id !== me.id || initial.attendees.includes(me.id)) ?? [];

  return (
    <Modal
      open
      title={t(record ? "calendar.form.editTitle" : "calendar.form.newTitle")}
      onCancel={onClose}
      width={560}
      okText={t(record ? "calendar.form.save" : "calendar.form.plan")}
      onOk={() => form.submit()}
      confirmLoading={saving}
      footer={(buttons) => (
        <div className="cal-form-foot">
          <Button
            type="link"
            onClick={() => {
              const given = valuesOf(form.getFieldsValue(true) as FormValues);
              onClose();
              openForm(record ? { object: "meeting", record } : { object: "meeting", values: { ...given, attendees: given.attendees.map(named(people)), rooms: given.rooms.map(named(choices?.rooms ?? [])) } });
            }}
          >
            {t("calendar.form.all")}
          </Button>
          <span className="grow" />
          {buttons}
        </div>
      )}
    >
      <Form form={form} layout="vertical" initialValues={initial} onFinish={(given) => void finish(given)} onValuesChange={() => setError(null)} requiredMark={false}>
        <Form.Item name="subject" label={t("calendar.form.subject")} rules={[{ required: true, whitespace: true, message: t("calendar.form.missing") }]}>
          <Input autoFocus maxLength={200} placeholder={t("calendar.form.subjectHint")} onPressEnter={() => form.submit()} />
        </Form.Item>
        <Form.Item name="time" label={t("calendar.form.time")} rules={[{ required: true, message: t("calendar.form.missingTime") }]}>
          <DatePicker.RangePicker showTime={{ format: "HH:mm", minuteStep: 5 }} format="YYYY-MM-DD HH:mm" className="cal-wide" allowClear={false} />
        </Form.Item>
        <Form.Item name="attendees" label={t("calendar.form.people")}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            options={people.map((each) => ({ value: each.id, label: each.name }))}
          />
        </Form.Item>
        <Form.Item name="guests" label={t("calendar.guests.field")}>
          <GuestsField />
        </Form.Item>
        <div className="cal-pair">
          <Form.Item name="rooms" label={t("calendar.form.rooms")}>
            <Select
              mode="multiple"
              showSearch={{ optionFilterProp: "label" }}
              notFoundContent={t("calendar.form.noRooms")}
              options={(choices?.rooms ?? []).map((each) => ({ value: each.id, label: [each.name, each.seats ? t("calendar.form.seats", { count: each.seats }) : ""].filter(Boolean).join(" · ") }))}
            />
          </Form.Item>
          <Form.Item name="location" label={t("calendar.form.location")}>
            <Input maxLength={200} />
          </Form.Item>
        </div>
        <Form.Item name="description" label={t("calendar.form.description")}>
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} />
        </Form.Item>
        {!record && (
          <div className="cal-pair">
            <Form.Item name="every" label={t("calendar.form.repeat")}>
              <Select options={EVERY.map((value) => ({ value, label: t(`calendar.form.${value}`, { day: time?.[0]?.date() ?? "" }) }))} />
            </Form.Item>
            {every && every !== "never" && (
              <Form.Item name="until" label={t("calendar.form.until")}>
                <DatePicker className="cal-wide" placeholder={t("calendar.form.forever")} />
              </Form.Item>
            )}
          </div>
        )}
        {every === "week" && (
          <div className="cal-pair">
            <Form.Item name="weekdays" label={t("calendar.form.weekdays")}>
              <Checkbox.Group options={[0, 1, 2, 3, 4, 5, 6].map((value) => ({ value, label: dayjs("2024-01-01").add(value, "day").format("dd") }))} />
            </Form.Item>
            <Form.Item name="interval" label={t("calendar.form.interval")}>
              <InputNumber min={1} max={99} />
            </Form.Item>
          </div>
        )}
        <div className="cal-pair is-low">
          <Form.Item name="shows_as" label={t("calendar.form.shows")}>
            <Select options={(["busy", "tentative", "free"] as const).map((value) => ({ value, label: t(`calendar.form.${value}`) }))} />
          </Form.Item>
          <Form.Item name="may_overlap" valuePropName="checked">
            <Checkbox>{t("calendar.form.overlap")}</Checkbox>
          </Form.Item>
        </div>
        {error !== null && (
          <Alert
            type="warning"
            showIcon
            title={sentenceOf(error)}
            description={
              clash && (
                <div className="cal-suggested">
                  {!!free?.items.length && <span>{t("calendar.form.suggestions")}</span>}
                  {free?.items.slice(0, 6).map((each) => (
                    <Button key={each.starts_at} size="small" onClick={() => takeTime(each.starts_at, each.ends_at)}>
                      {inZone(each.starts_at).format("MM-DD HH:mm")}
                    </Button>
                  ))}
                  <Button size="small" type="link" onClick={overlap}>
                    {t("calendar.form.overlapNow")}
                  </Button>
                </div>
              )
            }
          />
        )}
      </Form>
      {scopeFor && <ScopeDialog title={t("calendar.scope.title")} onChoose={(scope) => void save(scopeFor.given, scopeFor.told, scope)} onClose={() => setScopeFor(null)} />}
      {dialog}
    </Modal>
  );
}

const named = (known: readonly { id: number; name: string }[]) => (id: number) => ({ id, title: known.find((each) => each.id === id)?.name ?? `#${id}` });
