/** Starting a workflow by its button, for one record or many. */
import { get, post } from "../../../api/client";
import { queryOptions } from "@tanstack/react-query";
import type { Filter, Ref } from "../../../api/types";

export interface WorkflowButton {
  workflow: Ref;
  trigger: number;
  label: string;
}

export interface Started {
  count: number;
  failed: { id: number; title: string; detail: string }[];
  rollout: number | null;
}

export const buttonsQuery = (object: string) =>
  queryOptions({ queryKey: ["automation", "buttons", object], queryFn: ({ signal }) => get<WorkflowButton[]>("/api/automation/buttons", { object }, signal), staleTime: 5 * 60_000, retry: false });

export const startWorkflow = (button: WorkflowButton, which: { ids?: number[]; filter?: Filter | null; search?: string | null }) => {
  const body = which.ids ? { ids: which.ids } : { filter: which.filter ?? {}, search: which.search ?? "" };
  return post<Started>(`/api/workflows/${button.workflow.id}/start`, { ...body, button: button.trigger });
};
