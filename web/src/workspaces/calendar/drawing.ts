/** What the calendar's grid draws for what the server answered. The grid counts in UTC and is given the user's wall clock. */
import type { EventInput } from "@fullcalendar/core";
import dayjs from "dayjs";
import { inZone } from "../../lib/time";
import type { CalendarDay, Shown } from "./calls";

export const MY_COLOR = "#2f6fca";
const COLORS = ["#c2571a", "#2f8f83", "#8a4fb0", "#b03f62", "#5d7a1f", "#8a6d3b", "#3f6fb5", "#a23b3b"];
export const OUTSIDE_COLOR = "#7a7f87";
const SHORTEST_MINUTES = 30;

/** A wall clock as the grid takes it. */
export const wall = (iso: string): string => inZone(iso).format("YYYY-MM-DDTHH:mm:ss");

/** The colours of the shown calendars, oneself first, then people and rooms in the order they were added. */
export function colorsOf(me: number, users: readonly number[], rooms: readonly number[]): Map<string, string> {
  const keys = [...users.filter((each) => each !== me).map((each) => `user:${each}`), ...rooms.map((each) => `room:${each}`)];
  return new Map([[`user:${me}`, MY_COLOR], ...keys.map((key, place): [string, string] => [key, COLORS[place % COLORS.length] ?? MY_COLOR])]);
}

export function eventsOf(items: readonly Shown[], colors: ReadonlyMap<string, string>, titleOfBusy: (item: Shown) => string): EventInput[] {
  return items.map((item) => {
    const owner = [...item.users.map((each) => `user:${each}`), ...item.rooms.map((each) => `room:${each}`)].find((key) => colors.has(key));
    const end = item.ends_at && item.ends_at > item.starts_at ? item.ends_at : null;
    const over = item.status === "not_held";
    const day = item.all_day && end ? { start: wall(item.starts_at).slice(0, 10), end: wall(end).slice(0, 10) } : null;
    const names = [
      `cal-${item.kind}`,
      item.shows_as !== "busy" ? "is-light" : "",
      item.status === "held" ? "is-held" : "",
      over ? "is-off" : "",
    ];
    return {
      id: item.key,
      title: item.kind === "busy" ? titleOfBusy(item) : item.title,
      ...(day && day.end > day.start ? { allDay: true } : {}),
      start: day?.start ?? wall(item.starts_at),
      end: day ? day.end : end ? wall(end) : dayjs.utc(wall(item.starts_at)).add(SHORTEST_MINUTES, "minute").format("YYYY-MM-DDTHH:mm:ss"),
      color: item.kind === "outside" ? item.color || OUTSIDE_COLOR : ((owner && colors.get(owner)) ?? MY_COLOR),
      classNames: names.filter(Boolean),
      startEditable: item.may_change && !day,
      durationEditable: item.may_change && item.kind === "meeting" && !day,
      extendedProps: { item },
    };
  });
}

/** The working hours: the grid shades everything else. */
export function workingHours(days: readonly CalendarDay[]): EventInput[] {
  const worked = days.flatMap(({ day, hours }) =>
    hours.map(([begin, end]) => ({ groupId: "work", display: "inverse-background", start: `${day}T${String(begin)}:00`, end: `${day}T${String(end)}:00`, classNames: ["cal-closed"] })),
  );
  if (worked.length || !days.length) return worked;
  return [{ display: "background", start: `${days[0]?.day ?? ""}T00:00:00`, end: `${dayjs(days.at(-1)?.day).add(1, "day").format("YYYY-MM-DD")}T00:00:00`, classNames: ["cal-closed"] }];
}
