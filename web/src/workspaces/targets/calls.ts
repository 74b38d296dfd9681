/** Asking for forecast, targets, leader board and scores. */
import { queryOptions } from "@tanstack/react-query";
import dayjs from "dayjs";
import { get } from "../../api/client";
import type { components } from "../../api/generated";

type Schemas = components["schemas"];
export type ForecastLine = Schemas["ForecastLine"];
export type ForecastMonth = Schemas["ForecastMonth"];
export type TargetShown = Schemas["TargetShown"];
export type Leader = Schemas["Leader"];
export type Period = "month" | "quarter" | "year";

export const PERIODS: readonly Period[] = ["month", "quarter", "year"];
const MONTHS: Record<Period, number> = { month: 1, quarter: 3, year: 12 };

/** The first day of another period, so many further. */
export const shiftPeriod = (day: string, period: Period, by: number): string => dayjs(day).add(by * MONTHS[period], "month").format("YYYY-MM-DD");

export const periodName = (start: string, period: Period): string => {
  const day = dayjs(start);
  if (period === "year") return day.format("YYYY");
  return period === "month" ? day.format("YYYY-MM") : `${day.format("YYYY")} Q${Math.floor(day.month() / 3) + 1}`;
};

export const forecastQuery = (first: string | null, months: number, currency: string) =>
  queryOptions({
    queryKey: ["records", "opportunity", "forecast", first, months, currency],
    queryFn: ({ signal }) => get<Schemas["Forecast"]>("/api/forecast", { first, months, currency }, signal),
    placeholderData: (before) => before,
  });

export const progressQuery = (period: Period, on: string | null, mine: boolean) =>
  queryOptions({
    queryKey: ["records", "target", "progress", period, on, mine],
    queryFn: ({ signal }) => get<Schemas["TargetsShown"]>("/api/targets/progress", { period, on, mine }, signal),
    placeholderData: (before) => before,
  });

export const leadersQuery = (measure: string, period: Period, on: string | null, currency: string) =>
  queryOptions({
    queryKey: ["records", "target", "leaders", measure, period, on, currency],
    queryFn: ({ signal }) => get<Schemas["LeaderBoard"]>("/api/leader-board", { measure, period, on, currency }, signal),
    placeholderData: (before) => before,
  });

export const scoreQuery = (lead: number, version: unknown) =>
  queryOptions({
    queryKey: ["records", "lead", "record", String(lead), "score", version],
    queryFn: ({ signal }) => get<Schemas["ScoreShown"]>(`/api/leads/${lead}/score`, {}, signal),
  });
