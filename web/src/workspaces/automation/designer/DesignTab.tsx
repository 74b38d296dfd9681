/** Fetches what the designer begins with: the draft, else the published document, else an empty canvas. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isProblem } from "../../../api/problem";
import type { Row } from "../../../api/types";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { definitionQuery, isUnpublished } from "../calls";
import { emptyDocument, type Document } from "../document/types";
import { workflowName } from "../workflowName";
import { paletteQuery, readDraft } from "./calls";
import { Designer } from "./Designer";

export function DesignTab({ row, mayEdit }: { row: Row; mayEdit: boolean }) {
  const { i18n } = useTranslation();
  const object = typeof row["object"] === "string" ? row["object"] : "";
  const palette = useQuery(paletteQuery(object, i18n.language));
  const published = useQuery(definitionQuery(row.id));
  // Asked anew each time: somebody else may have drawn meanwhile.
  const draft = useQuery({
    queryKey: ["automation", "draft", row.id],
    queryFn: async () => {
      try {
        return await readDraft(row.id);
      } catch (error) {
        if (isProblem(error) && error.status === 404) return { document: null, version: 0 };
        throw error;
      }
    },
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const error = palette.error ?? draft.error ?? (published.error && !isUnpublished(published.error) ? published.error : null);
  if (error) return <ErrorState error={error} onRetry={() => void Promise.all([palette.refetch(), draft.refetch(), published.refetch()])} />;
  if (!palette.data || !draft.data || (published.isPending && !published.data)) return <Loading rows={8} />;
  const drafted = draft.data.document && "steps" in draft.data.document ? (draft.data.document as Document) : null;
  const start = drafted ?? (published.data?.document as Document | undefined) ?? emptyDocument(object);
  return <Designer key={row.id} workflow={row.id} start={start} draft={draft.data} palette={palette.data} mayEdit={mayEdit} name={workflowName(row, i18n.language)} />;
}
