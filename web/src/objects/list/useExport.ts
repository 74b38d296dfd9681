/** Sends what a list shows, or its ticked rows, as a file: at once, or of very many records as a job in the background. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { activeBulkJobs, exportAddress, recordSummary, startExport } from "../../api/records";
import type { Filter, ObjectMeta } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import type { Selection } from "./selection";

/** More records than this are exported in the background. */
const AT_ONCE = 5_000;
/** More ticked rows than this do not fit into an address. */
const IN_AN_ADDRESS = 100;

interface Wanted {
  format: "csv" | "xlsx";
  filter: Filter | null;
  search: string;
  columns: string[];
  selection: Selection;
}

export function useExport(meta: ObjectMeta): (wanted: Wanted) => Promise<void> {
  const client = useQueryClient();
  const { message } = App.useApp();
  return async ({ format, filter, search, columns, selection }) => {
    const ids = selection.everything ? [] : [...selection.ids];
    try {
      if (ids.length > 0 && ids.length <= IN_AN_ADDRESS) {
        location.assign(exportAddress(meta, format, { filter: { any: ids.map((id) => ({ field: "id", is: id })) }, columns }));
        return;
      }
      if (ids.length === 0) {
        const { count } = await client.fetchQuery({ ...recordSummary(meta, { filter, search: search || null }), staleTime: 10_000 });
        if (count !== null && count <= AT_ONCE) {
          location.assign(exportAddress(meta, format, { filter, search: search || null, columns }));
          return;
        }
      }
      await startExport(meta, { format, columns, ...(ids.length > 0 ? { ids } : { filter, search }) });
      await client.invalidateQueries({ queryKey: activeBulkJobs.queryKey });
    } catch (error) {
      void message.error(sentenceOf(error));
    }
  };
}
