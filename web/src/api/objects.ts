/** What objects there are for the caller; everything generic is drawn from this. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { FieldMeta, ObjectMeta } from "./types";

export const objectsQuery = queryOptions({
  queryKey: ["objects"],
  queryFn: async () => {
    const answer = await get<ObjectMeta[] | { items: ObjectMeta[] }>("/api/objects");
    return Array.isArray(answer) ? answer : answer.items;
  },
  staleTime: 5 * 60_000,
});

export function useObjects(): ObjectMeta[] {
  return useSuspenseQuery(objectsQuery).data;
}

/** The object with this name, or undefined if the caller may not see it. */
export function useObject(name: string | null | undefined): ObjectMeta | undefined {
  return useObjects().find((meta) => meta.name === name);
}

export function useObjectByPlural(plural: string | undefined): ObjectMeta | undefined {
  return useObjects().find((meta) => meta.plural === plural);
}

export function fieldOf(meta: ObjectMeta, name: string | null | undefined): FieldMeta | undefined {
  return meta.fields.find((field) => field.name === name);
}

/** Where a record is shown. */
export function recordPath(meta: Pick<ObjectMeta, "plural">, id: number | string): string {
  return `/${meta.plural}/${id}`;
}

export function mayWrite(meta: ObjectMeta, field: FieldMeta): boolean {
  return meta.rights.update && field.right === "write" && !field.read_only;
}
