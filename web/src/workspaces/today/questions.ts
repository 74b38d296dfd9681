/** What the cards ask for, as filters: the same filter asks for the few rows of the card and opens the whole list behind it. Pure. */
import type { Filter, ObjectMeta } from "../../api/types";
import { writeListState } from "../../lib/listState";
import type { Day } from "./day";

export interface Question {
  filter: Filter;
  sort: string;
}

const OWN: Filter = { field: "owner", is: "$me" };
const LEAD_IS_OPEN: Filter = { field: "status", not_in: ["converted", "recycled", "disqualified"] };
const TASK_IS_OPEN: Filter = { field: "status", not_in: ["completed", "cancelled"] };

export const handOversQuestion: Question = {
  filter: { all: [OWN, { field: "handed_over_at", is_empty: false }, { field: "accepted_at", is_empty: true }, LEAD_IS_OPEN] },
  sort: "handed_over_at",
};

/** Due before the end of today, the overdue ones first. */
export const tasksQuestion = (day: Day): Question => ({ filter: { all: [OWN, TASK_IS_OPEN, { field: "due_at", lt: day.end }] }, sort: "due_at" });

/** Due before today. */
export const overdueQuestion = (day: Day): Question => ({ filter: { all: [OWN, TASK_IS_OPEN, { field: "due_at", lt: day.start }] }, sort: "due_at" });

export const meetingsQuestion = (me: { id: number }): Question => ({
  filter: { all: [{ field: "starts_at", on: "today" }, { field: "status", is_not: "not_held" }, { any: [OWN, { field: "attendees", has_any: [me.id] }] }] },
  sort: "starts_at",
});

export const followUpsQuestion = (day: Day): Question => ({ filter: { all: [OWN, LEAD_IS_OPEN, { field: "next_contact_at", lt: day.end }] }, sort: "next_contact_at" });

export const opportunitiesQuestion: Question = { filter: { all: [OWN, { field: "status", is: "open" }] }, sort: "close_date" };

/** The open opportunities of one stage. */
export const inStage = (stage: unknown): Question => ({
  filter: { all: [OWN, { field: "status", is: "open" }, stage === null || stage === undefined || stage === "" ? { field: "stage", is_empty: true } : { field: "stage", is: stage }] },
  sort: "close_date",
});

/** The fields that a filter speaks of. */
export function fieldsOf(filter: Filter): string[] {
  if ("all" in filter && Array.isArray(filter.all)) return filter.all.flatMap((part) => fieldsOf(part as Filter));
  if ("any" in filter && Array.isArray(filter.any)) return filter.any.flatMap((part) => fieldsOf(part as Filter));
  if ("not" in filter && !("field" in filter)) return fieldsOf(filter.not as Filter);
  return [String((filter as { field: string }).field)];
}

/** May the person ask this? A field that is hidden from them would make the server refuse. */
export function mayAsk(meta: ObjectMeta | undefined, question: Question): meta is ObjectMeta {
  return !!meta?.rights.read && fieldsOf(question.filter).every((name) => meta.fields.some((field) => field.name === name));
}

/** The list behind a question. */
export function listPath(meta: Pick<ObjectMeta, "plural">, { filter, sort }: Question): string {
  return `/${meta.plural}?${writeListState({ list: null, view: null, filter, sort, columns: null, group: null, search: "" }).toString()}`;
}
