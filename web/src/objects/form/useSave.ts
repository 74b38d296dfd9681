/** Saving a record from anywhere: only changed fields, with the version seen; conflicts are settled with the person; caches follow at once. */
import { useQueryClient, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { use, useCallback } from "react";
import { Cancelled, isProblem } from "../../api/problem";
import { createRecord, recordQuery, updateRecord } from "../../api/records";
import type { ObjectMeta, Page, Row } from "../../api/types";
import { toWire } from "../fields/kinds";
import { FormContext } from "./FormContext";

type Values = Record<string, unknown>;

/** Put a saved record in place wherever it is shown, then ask the server for what else may have changed. */
export function spread(client: QueryClient, meta: ObjectMeta, row: Row): void {
  client.setQueryData(recordQuery(meta, row.id).queryKey, row);
  client.setQueriesData<InfiniteData<Page<Row>, string | null>>({ queryKey: ["records", meta.name, "pages"] }, (data) =>
    data && {
      ...data,
      pages: data.pages.map((page) => ({ ...page, items: page.items.map((item) => (item.id === row.id ? { ...item, ...row } : item)) })),
    },
  );
  void client.invalidateQueries({ queryKey: ["records"] });
}

export function useSave(meta: ObjectMeta) {
  const client = useQueryClient();
  const { settle } = use(FormContext);

  const update = useCallback(
    async (record: Row, values: Values, sentence: string): Promise<Row> => {
      let base = record;
      let wanted = values;
      for (;;) {
        try {
          const saved = await updateRecord(meta, record.id, { ...toWire(meta.fields, wanted), version: base.version }, { undo: sentence });
          spread(client, meta, saved);
          return saved;
        } catch (error) {
          if (!isProblem(error, "stale") || !error.document.current) throw error;
          const chosen = await settle({ meta, base, mine: wanted, problem: error });
          if (!chosen) throw new Cancelled();
          base = error.document.current;
          wanted = chosen;
          if (Object.keys(wanted).length === 0) {
            spread(client, meta, base);
            return base;
          }
        }
      }
    },
    [client, meta, settle],
  );

  const create = useCallback(
    async (values: Values): Promise<Row> => {
      const saved = await createRecord(meta, toWire(meta.fields, values));
      void client.invalidateQueries({ queryKey: ["records"] });
      return saved;
    },
    [client, meta],
  );

  return { update, create };
}
