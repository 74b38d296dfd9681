/** The first rows that answer a question, and how many there are in all. Counts only when the rows are not all. */
import { useQuery } from "@tanstack/react-query";
import { recordSummary, someRecords } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import type { Question } from "./questions";

export const MOST = 6;

export interface Few {
  rows: Row[] | undefined;
  count: number | undefined;
  error: unknown;
  retry: () => void;
}

export function useFew(meta: ObjectMeta, question: Question): Few {
  const few = useQuery(someRecords(meta, { ...question, limit: MOST }));
  const hasMore = !!few.data?.next;
  const count = useQuery({ ...recordSummary(meta, { filter: question.filter }), enabled: hasMore }).data?.count ?? undefined;
  return {
    rows: few.data?.items,
    count: hasMore ? count : few.data?.items.length,
    error: few.error,
    retry: () => void few.refetch(),
  };
}
