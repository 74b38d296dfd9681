/** Asking for the reminders desk and the working day. Every key starts with "notices", so that what is told or settled anywhere asks again. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";

export type Occurrence = components["schemas"]["OccurrenceItem"];
export type Desk = components["schemas"]["Desk"];
export type Workday = components["schemas"]["Workday"];
export type WorkTask = components["schemas"]["TaskItem"];
export type Deal = components["schemas"]["DealInput"];
export type Whose = "mine" | "made" | "team";

export const deskQuery = (whose: Whose) =>
  queryOptions({ queryKey: ["notices", "desk", whose], queryFn: ({ signal }) => get<Desk>("/api/reminder-desk", { whose }, signal), refetchInterval: 60_000 });

export const workdayQuery = (date: string | null) =>
  queryOptions({ queryKey: ["notices", "workday", date], queryFn: ({ signal }) => get<Workday>("/api/workday", { date }, signal), refetchInterval: 120_000 });

export const timesQuery = (reminder: number) =>
  queryOptions({ queryKey: ["notices", "times", reminder], queryFn: ({ signal }) => get<{ items: Occurrence[] }>(`/api/reminders/${reminder}/times`, {}, signal) });

export const answer = (reminder: number, verb: string, input: Record<string, unknown>) => post<unknown>(`/api/reminders/${reminder}/actions/${verb}`, input);

export const tick = (reminder: number, place: number, done: boolean) => post<undefined>(`/api/reminders/${reminder}/points`, { place, done });

export const deal = (input: Deal) => post<undefined>("/api/workday/deal", input);

export const leave = (reason: string) => post<undefined>("/api/workday/left", { reason });

export const checked = (part: "morning" | "evening") => post<undefined>("/api/workday/checked", { part });
