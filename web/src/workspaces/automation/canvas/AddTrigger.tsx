/** The card that adds a trigger; on an empty canvas it is the only one. */
import { PlusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { useCanvas } from "./CanvasContext";
import { Ports } from "./Ports";

export function AddTrigger() {
  const { t } = useTranslation();
  const { document, onAddTrigger } = useCanvas();
  const isFirst = document.triggers.length === 0;
  return (
    <>
      <Ports />
      <button type="button" className={isFirst ? "flow-first" : "flow-more"} onClick={(event) => onAddTrigger(event.currentTarget.getBoundingClientRect())}>
      <PlusOutlined aria-hidden="true" /> {t(isFirst ? "automation.design.firstTrigger" : "automation.design.addTrigger")}
      </button>
    </>
  );
}
