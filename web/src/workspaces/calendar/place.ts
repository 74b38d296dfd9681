/** Where the calendar stands: view, day, chosen colleagues and rooms, all kept in the address. Plain functions. */
import dayjs from "dayjs";

export type View = "day" | "week" | "month" | "agenda";
export const VIEWS: readonly View[] = ["day", "week", "month", "agenda"];

export interface Place {
  view: View;
  on: string;
  users: number[];
  rooms: number[];
}

const numbers = (text: string | null): number[] => [
  ...new Set(
    (text ?? "")
      .split(",")
      .map(Number)
      .filter((each) => Number.isSafeInteger(each) && each > 0),
  ),
];

export function readPlace(search: URLSearchParams, today: string, usual: View): Place {
  const on = search.get("on") ?? "";
  return {
    view: VIEWS.find((each) => each === search.get("view")) ?? usual,
    on: /^\d{4}-\d{2}-\d{2}$/.test(on) && dayjs(on).isValid() ? on : today,
    users: numbers(search.get("users")),
    rooms: numbers(search.get("rooms")),
  };
}

/** The address of a place; what is usual is left out. */
export function writePlace(place: Place, today: string, usual: View): Record<string, string> {
  return {
    ...(place.view === usual ? {} : { view: place.view }),
    ...(place.on === today ? {} : { on: place.on }),
    ...(place.users.length ? { users: place.users.join(",") } : {}),
    ...(place.rooms.length ? { rooms: place.rooms.join(",") } : {}),
  };
}

/** The days that a view shows. A month shows whole weeks, Monday first. */
export function rangeOf(view: View, on: string): { first: string; last: string } {
  const day = dayjs(on);
  const format = (each: dayjs.Dayjs) => each.format("YYYY-MM-DD");
  if (view === "day") return { first: on, last: on };
  if (view === "week") {
    const first = monday(day);
    return { first: format(first), last: format(first.add(6, "day")) };
  }
  if (view === "agenda") return { first: on, last: format(day.add(20, "day")) };
  const first = monday(day.startOf("month"));
  return { first: format(first), last: format(first.add(41, "day")) };
}

const monday = (day: dayjs.Dayjs) => day.subtract((day.day() + 6) % 7, "day");

/** One step back or on. */
export function step(view: View, on: string, by: 1 | -1): string {
  const day = dayjs(on);
  if (view === "month") return day.startOf("month").add(by, "month").format("YYYY-MM-DD");
  return day.add(by * (view === "day" ? 1 : view === "week" ? 7 : 21), "day").format("YYYY-MM-DD");
}

/** The week of the year by ISO 8601: that of the week's Thursday. */
export function weekNumber(on: string): number {
  const thursday = monday(dayjs(on)).add(3, "day");
  return Math.floor(thursday.diff(thursday.startOf("year"), "day") / 7) + 1;
}
