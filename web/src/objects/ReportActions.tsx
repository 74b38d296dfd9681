/** What can be done with a page of figures: the buttons that workspaces put into its head. */
import { Suspense } from "react";
import { slot, type ReportSlotProps } from "./slots";

export function ReportActions(props: ReportSlotProps) {
  return slot("reportActions").map(({ key, Part }) => (
    <Suspense key={key} fallback={null}>
      <Part {...props} />
    </Suspense>
  ));
}
