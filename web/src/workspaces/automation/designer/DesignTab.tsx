/** Fetches what the designer begins with: the draft, which is what is published until somebody draws. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Row } from "../../../api/types";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { workflowName } from "../workflowName";
import { paletteQuery, readDraft } from "./calls";
import { Designer } from "./Designer";

export function DesignTab({ row, mayEdit }: { row: Row; mayEdit: boolean }) {
  const { i18n } = useTranslation();
  const object = typeof row["object"] === "string" ? row["object"] : "";
  const palette = useQuery(paletteQuery(object, i18n.language));
  // Asked anew each time: somebody else may have drawn meanwhile.
  const draft = useQuery({ queryKey: ["automation", "draft", row.id], queryFn: () => readDraft(row.id), gcTime: 0, staleTime: Infinity, refetchOnWindowFocus: false });
  const error = palette.error ?? draft.error;
  if (error) return <ErrorState error={error} onRetry={() => void Promise.all([palette.refetch(), draft.refetch()])} />;
  if (!palette.data || !draft.data) return <Loading rows={8} />;
  return <Designer key={row.id} workflow={row.id} start={draft.data.document} draft={draft.data} palette={palette.data} mayEdit={mayEdit} name={workflowName(row, i18n.language)} />;
}
