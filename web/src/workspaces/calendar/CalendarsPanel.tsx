/** Beside the grid: a small month to go to a day, and whose calendars are laid over one's own. */
import { CloseOutlined, SettingOutlined, WarningOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Calendar, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { outsideQuery, type Choices } from "./calls";
import { OUTSIDE_COLOR } from "./drawing";
import type { Place } from "./place";

interface Props {
  place: Place;
  me: number;
  choices: Choices | undefined;
  colors: ReadonlyMap<string, string>;
  onChange: (next: Partial<Place>) => void;
  onManage: () => void;
}

export function CalendarsPanel({ place, me, choices, colors, onChange, onManage }: Props) {
  const { t } = useTranslation();
  const { data: outside } = useQuery(outsideQuery);
  const used = (outside?.items ?? []).flatMap((account) => account.calendars.filter((each) => each.use !== "off").map((each) => ({ ...each, account })));
  const people = choices?.people.filter((each) => each.id !== me) ?? [];
  const row = (key: string, name: string, note: string, onHide?: () => void) => (
    <li key={key} className="cal-shown">
      <i className="cal-dot" style={{ background: colors.get(key) }} />
      <span className="ellipsis" title={name}>
        {name}
      </span>
      {note && <small className="muted ellipsis">{note}</small>}
      {onHide && (
        <button type="button" aria-label={t("calendar.hide", { name })} onClick={onHide}>
          <CloseOutlined />
        </button>
      )}
    </li>
  );
  return (
    <>
      <Calendar
        fullscreen={false}
        value={dayjs(place.on)}
        onSelect={(day, { source }) => {
          if (source === "date") onChange({ on: day.format("YYYY-MM-DD") });
        }}
        headerRender={({ value, onChange: turn }) => (
          <div className="cal-mini-head">
            <button type="button" aria-label={t("calendar.previous")} onClick={() => turn(value.subtract(1, "month"))}>
              ‹
            </button>
            <b>{value.format("YYYY-MM")}</b>
            <button type="button" aria-label={t("calendar.next")} onClick={() => turn(value.add(1, "month"))}>
              ›
            </button>
          </div>
        )}
      />
      <ul className="cal-list">
        {row(`user:${me}`, t("calendar.mine"), "")}
        {place.users.map((id) => {
          const person = people.find((each) => each.id === id);
          return person ? row(`user:${id}`, person.name, person.team, () => onChange({ users: place.users.filter((each) => each !== id) })) : null;
        })}
      </ul>
      <Select
        className="cal-add"
        value={null}
        showSearch={{ optionFilterProp: "label" }}
        placeholder={t("calendar.addPeople")}
        aria-label={t("calendar.addPeople")}
        options={people.filter((each) => !place.users.includes(each.id)).map((each) => ({ value: each.id, label: each.name, note: each.team }))}
        optionRender={(option) => <Named name={String(option.label)} note={String(option.data.note)} />}
        onChange={(id: number | null) => id && onChange({ users: [...place.users, id] })}
      />
      {!!choices?.rooms.length && (
        <>
          <ul className="cal-list">
            {place.rooms.map((id) => {
              const room = choices.rooms.find((each) => each.id === id);
              return room ? row(`room:${id}`, room.name, room.location, () => onChange({ rooms: place.rooms.filter((each) => each !== id) })) : null;
            })}
          </ul>
          <Select
            className="cal-add"
            value={null}
            showSearch={{ optionFilterProp: "label" }}
            placeholder={t("calendar.addRooms")}
            aria-label={t("calendar.addRooms")}
            options={choices.rooms.filter((each) => !place.rooms.includes(each.id)).map((each) => ({ value: each.id, label: each.name, note: each.location }))}
            optionRender={(option) => <Named name={String(option.label)} note={String(option.data.note)} />}
            onChange={(id: number | null) => id && onChange({ rooms: [...place.rooms, id] })}
          />
        </>
      )}
      <ul className="cal-list">
        {used.map(({ id, name, color, account }) => (
          <li key={id} className="cal-shown">
            <i className="cal-dot" style={{ background: color || OUTSIDE_COLOR }} />
            <span className="ellipsis" title={name}>
              {name || account.name || account.url}
            </span>
            {account.error && <WarningOutlined className="cal-trouble" title={account.error} />}
          </li>
        ))}
      </ul>
      <Button type="text" size="small" className="cal-add" icon={<SettingOutlined />} onClick={onManage}>
        {t("calendar.outside.button")}
      </Button>
    </>
  );
}

function Named({ name, note }: { name: string; note: string }) {
  return (
    <>
      {name} <small className="muted">{note}</small>
    </>
  );
}
