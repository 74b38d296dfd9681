/** Asking whom an operation told, and who got it. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client";
import type { components } from "../api/generated";

type Told = components["schemas"]["ToldAnswer"];

export const toldQuery = (operation: string) =>
  queryOptions({ queryKey: ["told", operation], queryFn: ({ signal }) => get<Told>(`/api/operations/${operation}/told`, {}, signal), retry: false });
