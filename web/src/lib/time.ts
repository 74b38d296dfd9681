/** Times are UTC on the wire and in the user's own zone on the screen; `setZone` is called when the user is known. */
import dayjs, { type Dayjs } from "dayjs";
import "dayjs/locale/zh-cn";
import relativeTime from "dayjs/plugin/relativeTime";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";

dayjs.extend(utc);
dayjs.extend(timezone);
dayjs.extend(relativeTime);

let zone = "UTC";
/** Writes "2026-11-22 14:05" in the zone; many times as quick as working out the zone's rules for each moment. */
let clock = clockOf(zone);

function clockOf(name: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: name, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
const written = new Map<string, string>();

export function setZone(name: string): void {
  if (name === zone) return;
  written.clear();
  try {
    clock = clockOf(name);
    zone = name;
  } catch {
    clock = clockOf("UTC");
    zone = "UTC";
  }
}

export function setTimeLanguage(language: string): void {
  dayjs.locale(language.startsWith("zh") ? "zh-cn" : "en");
}

/** A moment of the API in the user's zone. */
export const inZone = (iso: string): Dayjs => dayjs.utc(iso).tz(zone);

/** What was picked on the screen, read as the user's wall clock, as UTC for the API. */
export function toIso(picked: Dayjs): string {
  return dayjs.tz(picked.format("YYYY-MM-DDTHH:mm:ss"), zone).utc().format("YYYY-MM-DDTHH:mm:ss[Z]");
}

/** Kept once worked out, since lists show the same moments again and again and the zone's rules are slow to ask. */
export function showDateTime(iso: string): string {
  const known = written.get(iso);
  if (known !== undefined) return known;
  if (written.size > 5_000) written.clear();
  const moment = dayjs.utc(iso);
  const text = moment.isValid() ? clock.format(moment.toDate()) : moment.format();
  written.set(iso, text);
  return text;
}

export const showRelative = (iso: string): string => dayjs.utc(iso).local().from(dayjs());

/** Today, in the user's zone, as the API writes dates. */
export const today = (): string => dayjs().tz(zone).format("YYYY-MM-DD");

export function daysSince(iso: string): number {
  return Math.max(0, Math.floor(dayjs().diff(dayjs.utc(iso), "day", true)));
}
