/** Where ways meet again, and where the run ends. */
import type { NodeProps } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { Ports } from "./Ports";

export function EndMark({ id }: NodeProps) {
  const { t } = useTranslation();
  return (
    <>
      <Ports />
      {id === "end" ? <span className="flow-end">{t("automation.design.end")}</span> : <span className="flow-join" aria-hidden="true" />}
    </>
  );
}
