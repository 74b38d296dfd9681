/** Asking for the channels as they are set up. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { components } from "../../api/generated";

export type ChannelSetUp = components["schemas"]["ChannelSetUp"];
export type Driver = components["schemas"]["DriverAnswer"];
export type Setting = components["schemas"]["SettingAnswer"];
export type Rule = components["schemas"]["FallbackRule"];

export const setUpQuery = queryOptions({
  queryKey: ["channels", "settings"],
  queryFn: ({ signal }) => get<ChannelSetUp[]>("/api/settings/channels", {}, signal),
  refetchInterval: 20_000,
  retry: false,
});

export const rulesQuery = queryOptions({
  queryKey: ["channels", "fallbacks"],
  queryFn: ({ signal }) => get<{ rules: Rule[] }>("/api/settings/fallbacks", {}, signal),
  retry: false,
});
