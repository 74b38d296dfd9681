/** When can these people and a room meet? The times at which all are free, by day; one click goes on to plan the meeting. */
import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Modal, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../api/session";
import { inZone } from "../../lib/time";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { freeTimesQuery, type Choices, type FreeTime } from "./calls";
import type { Draft } from "./MeetingDialog";

interface Props {
  choices: Choices | undefined;
  start: { users: readonly number[]; rooms: readonly number[]; on: string };
  onClose: () => void;
  onChoose: (draft: Draft) => void;
}

const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240];

export function FindTimeDialog({ choices, start, onClose, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const [users, setUsers] = useState<number[]>([me.id, ...start.users.filter((each) => each !== me.id)]);
  const [room, setRoom] = useState<number | "none" | "any">(start.rooms[0] ?? "none");
  const [minutes, setMinutes] = useState(60);
  const [range, setRange] = useState({ first: start.on, last: dayjs(start.on).add(6, "day").format("YYYY-MM-DD") });
  const { data, error, refetch } = useQuery(freeTimesQuery({ ...range, minutes, users, rooms: typeof room === "number" ? [room] : [], any_room: room === "any" }));

  const days = new Map<string, FreeTime[]>();
  for (const each of data?.items ?? []) {
    const day = inZone(each.starts_at).format(i18n.language.startsWith("zh") ? "M月D日 dddd" : "dddd, D MMM");
    days.set(day, [...(days.get(day) ?? []), each]);
  }
  const choose = (each: FreeTime) =>
    onChoose({ starts_at: each.starts_at, ends_at: each.ends_at, users: users.filter((id) => id !== me.id), rooms: each.room ? [each.room] : [] });

  return (
    <Modal open title={t("calendar.free.title")} footer={null} onCancel={onClose} width={640}>
      <p className="muted">{t("calendar.free.about")}</p>
      <Form layout="vertical">
        <Form.Item label={t("calendar.free.people")}>
          <Select mode="multiple" value={users} onChange={setUsers} showSearch={{ optionFilterProp: "label" }} options={(choices?.people ?? []).map((each) => ({ value: each.id, label: each.name }))} />
        </Form.Item>
        <div className="cal-pair">
          <Form.Item label={t("calendar.free.room")}>
            <Select
              value={room}
              onChange={setRoom}
              options={[
                { value: "none" as const, label: t("calendar.free.noRoom") },
                ...(choices?.rooms.length ? [{ value: "any" as const, label: t("calendar.free.anyRoom") }] : []),
                ...(choices?.rooms ?? []).map((each) => ({ value: each.id, label: each.name })),
              ]}
            />
          </Form.Item>
          <Form.Item label={t("calendar.free.length")}>
            <Select
              value={minutes}
              onChange={setMinutes}
              options={LENGTHS.map((value) => ({ value, label: value < 60 ? t("calendar.free.minutes", { count: value }) : t("calendar.free.hours", { count: value / 60 }) }))}
            />
          </Form.Item>
          <Form.Item label={t("calendar.free.range")}>
            <DatePicker.RangePicker
              allowClear={false}
              value={[dayjs(range.first), dayjs(range.last)]}
              onChange={(picked) => {
                const [first, last] = picked ?? [];
                if (first && last) setRange({ first: first.format("YYYY-MM-DD"), last: last.format("YYYY-MM-DD") });
              }}
            />
          </Form.Item>
        </div>
      </Form>
      <div className="cal-free">
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Loading rows={3} />
        ) : days.size === 0 ? (
          <p className="muted">{t("calendar.free.none")}</p>
        ) : (
          [...days].map(([day, times]) => (
            <section key={day}>
              <h4>{day}</h4>
              <div className="cal-suggested">
                {times.map((each) => (
                  <Button key={each.starts_at} size="small" title={choices?.rooms.find((one) => one.id === each.room)?.name ?? ""} aria-label={t("calendar.free.plan", { time: inZone(each.starts_at).format("MM-DD HH:mm") })} onClick={() => choose(each)}>
                    {inZone(each.starts_at).format("HH:mm")}
                  </Button>
                ))}
              </div>
            </section>
          ))
        )}
      </div>
    </Modal>
  );
}
