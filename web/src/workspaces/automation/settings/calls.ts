/** Asking for the settings of automation. */
import { queryOptions } from "@tanstack/react-query";
import type { components } from "../../../api/generated";
import { get } from "../../../api/client";

export type Secret = components["schemas"]["SecretItem"];
export type Outgoing = components["schemas"]["Outgoing"];
export type Plugin = components["schemas"]["PluginItem"];
export type CalendarDay = components["schemas"]["CalendarDay"];
export type CalendarDays = components["schemas"]["CalendarDays"];

export const secretsQuery = queryOptions({ queryKey: ["automation", "secrets"], queryFn: ({ signal }) => get<Secret[]>("/api/settings/secrets", {}, signal), retry: false });

export const outgoingQuery = queryOptions({ queryKey: ["settings", "outgoing"], queryFn: ({ signal }) => get<Outgoing>("/api/settings/outgoing", {}, signal), retry: false });

export const pluginsQuery = queryOptions({ queryKey: ["automation", "plugins"], queryFn: ({ signal }) => get<Plugin[]>("/api/automation/plugins", {}, signal), retry: false });

/** Its key begins like those of special days, so that a change of one asks again. */
export const daysQuery = (calendar: number, first: string, last: string, language: string) =>
  queryOptions({
    queryKey: ["records", "working_day", "days", calendar, first, last, language],
    queryFn: ({ signal }) => get<CalendarDays>(`/api/working-calendars/${calendar}/days`, { first, last }, signal),
  });
