/** Asking for prints by templates, and for what the designer of templates needs. */
import { queryOptions } from "@tanstack/react-query";
import { address, get, post } from "../../api/client";
import type { components } from "../../api/generated";
import type { Filter } from "../../api/types";

type Schemas = components["schemas"];
export type Template = Schemas["PrintTemplateItem"];
export type Job = Schemas["PrintJobAnswer"];
export type Kept = Schemas["KeptPrint"];
export type Start = Schemas["PrintStart"];
export type Values = Schemas["PrintValues"];
export type Value = Schemas["PrintValue"];
export type PreviewInput = Schemas["PrintPreviewInput"];
export type Preview = Schemas["PrintPreview"];
export type Slip = Schemas["PrintSlip"];
export type Version = Schemas["PrintVersion"];

export const AT_ONCE = 50;
const LAST = "magpie.print.last";

export const templatesQuery = (object: string) =>
  queryOptions({ queryKey: ["records", "print_template", "usable", object], queryFn: ({ signal }) => get<{ items: Template[] }>("/api/prints/templates", { object }, signal), staleTime: 60_000, retry: false });

export const filesQuery = (object: string, record: number) =>
  queryOptions({ queryKey: ["records", "file", "of", object, record], queryFn: ({ signal }) => get<{ items: Kept[] }>("/api/prints/files", { object, record }, signal), retry: false });

export const startsQuery = queryOptions({ queryKey: ["prints", "starts"], queryFn: ({ signal }) => get<{ items: Start[] }>("/api/prints/starts", {}, signal) });

export const valuesQuery = (object: string) => queryOptions({ queryKey: ["prints", "values", object], queryFn: ({ signal }) => get<Values>("/api/prints/values", { object }, signal) });

export const versionsQuery = (id: number) => queryOptions({ queryKey: ["records", "print_template", "versions", id], queryFn: ({ signal }) => get<{ items: Version[] }>(`/api/prints/templates/${id}/versions`, {}, signal) });

export const pdfAddress = (template: number, record: number) => address(`/api/prints/templates/${template}/pdf`, { record });
export const pdfOfMany = (template: number, what: Meant) => address(`/api/prints/templates/${template}/pdf`, { ids: what.ids?.join(","), filter: what.filter, search: what.search });
export const jobPdf = (job: number) => `/api/prints/jobs/${job}/pdf`;

export interface Meant {
  ids?: number[] | undefined;
  filter?: Filter | null | undefined;
  search?: string | null | undefined;
}

export const startJob = (template: number, what: Meant) =>
  post<Job>("/api/prints/jobs", { template, ids: what.ids ?? null, filter: (what.filter ?? null) as Record<string, unknown> | null, search: what.search ?? "" });
export const readJob = (id: number) => get<Job>(`/api/prints/jobs/${id}`);
export const keepPrint = (template: number, record: number) => post<Kept>(`/api/prints/templates/${template}/keep`, { record });
export const previewOf = (input: PreviewInput, signal: AbortSignal) => post<Preview>("/api/prints/preview", input, { signal });

/** The template with which somebody last printed records of this object, on this machine. */
export function lastOf(object: string, templates: readonly Template[]): Template | undefined {
  let last: unknown;
  try {
    last = (JSON.parse(localStorage.getItem(LAST) ?? "{}") as Record<string, unknown>)[object];
  } catch {
    last = undefined;
  }
  return templates.find((each) => each.id === last) ?? templates[0];
}

export function rememberLast(object: string, template: number): void {
  try {
    const known = JSON.parse(localStorage.getItem(LAST) ?? "{}") as Record<string, number>;
    localStorage.setItem(LAST, JSON.stringify({ ...known, [object]: template }));
  } catch {
    // a private window keeps nothing
  }
}
