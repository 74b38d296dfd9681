/** Asking what an operation would do before it is done. */
import { queryOptions } from "@tanstack/react-query";
import { post } from "../../api/client";
import type { components } from "../../api/generated";

export type Effects = components["schemas"]["EffectsAnswer"];

/** A call as it goes to the server: what it would do is asked at its own address with "/preview" behind it. */
export interface Call {
  method: string;
  path: string;
  body?: unknown;
}

const ACTION = /^\/api\/[\w-]+\/\d+\/actions\/[\w-]+$/;
const RECORD = /^\/api\/[\w-]+\/\d+$/;
const OBJECT = /^\/api\/[\w-]+$/;
const BULK = /^\/api\/[\w-]+\/bulk$/;

/** Where to ask what the call would do; null where nobody can tell. */
export function previewPath({ method, path, body }: Call): string | null {
  if (body instanceof FormData) return null;
  if (method === "POST" && ACTION.test(path)) return `${path}/preview`;
  if (method === "PATCH" && RECORD.test(path)) return `${path}/preview`;
  if (method === "DELETE" && RECORD.test(path)) return `${path}/deletion/preview`;
  if (method === "POST" && BULK.test(path)) return (body as { do?: string } | undefined)?.do === "create" ? null : `${path}/preview`;
  if (method === "POST" && OBJECT.test(path)) return `${path}/new/preview`;
  return null;
}

export function effectsQuery(call: Call) {
  const path = previewPath(call);
  return queryOptions({
    queryKey: ["effects", path, call.body ?? {}],
    queryFn: () => post<Effects>(path ?? "", call.body ?? {}),
    enabled: path !== null,
    retry: false,
    staleTime: 10_000,
    gcTime: 30_000,
  });
}
