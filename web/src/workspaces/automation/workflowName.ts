/** The name of a workflow in the person's language. */
import type { Row } from "../../api/types";

export function workflowName(row: Row, language: string): string {
  const chinese = row["name_zh"];
  return language.startsWith("zh") && typeof chinese === "string" && chinese ? chinese : row.title;
}
