/** A block or a trigger on the canvas. */
import { WarningFilled } from "@ant-design/icons";
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { kindOf } from "../document/types";
import { findBlock } from "../document/tree";
import { useCanvas } from "./CanvasContext";
import { iconOf, triggerIcons } from "./kinds";
import { Ports } from "./Ports";

function Card({ id }: NodeProps) {
  const { t } = useTranslation();
  const { blocks, document, selected, texts, problems, marks, editable, onSelect } = useCanvas();
  const trigger = id.startsWith("trigger_") ? document.triggers[Number(id.slice(8))] : undefined;
  const block = blocks.get(id);
  if (!trigger && !block) return null;
  const kind = trigger ? "trigger" : block ? kindOf(block) : "stop";
  const place = block ? findBlock(document, id) : null;
  const wrong = problems[id] ?? (trigger && document.triggers.length === 1 ? problems["trigger"] : undefined);
  const mark = marks[id];
  const kindWords = trigger ? t("automation.kind.trigger") : t(block?.ask ? `automation.ask.kinds.${block.ask.kind ?? "task"}` : `automation.kind.${kind}`);
  const text = texts[id] ?? "";
  const isSelected = selected === id;
  // What a run did not come to is only drawn faint.
  const status = mark?.status && mark.status !== "notreached" ? t(`automation.mark.${mark.status}`) : "";
  return (
    <>
      <Ports />
      <div
      id={`canvas-${id}`}
      role="treeitem"
      tabIndex={isSelected || (selected === null && (id === "trigger_0" || (document.triggers.length === 0 && document.steps[0]?.id === id))) ? 0 : -1}
      aria-selected={isSelected}
      aria-level={(place?.around.length ?? -1) + 2}
      aria-setsize={place ? place.siblings.length : document.triggers.length}
      aria-posinset={place ? place.place.at + 1 : Number(id.slice(8)) + 1}
      aria-label={[kindWords, text, status, mark?.note, ...(wrong ?? [])].filter(Boolean).join("。 ")}
      className={["flow-card", `is-${kind}`, isSelected && "is-selected", wrong && "is-wrong", mark?.status && `is-marked is-${mark.status}`, editable && "is-editable"].filter(Boolean).join(" ")}
      onClick={() => onSelect(id)}
    >
      <span className="flow-icon" aria-hidden="true">
        {trigger ? triggerIcons[trigger.on] : block && iconOf(block)}
      </span>
      <span className="flow-words">
        <span className="flow-kind">
          {kindWords}
          {status && <b className="flow-status">{status}</b>}
          {mark?.note && <span className="flow-note">{mark.note}</span>}
        </span>
        <span className="flow-text" title={text}>
          {text || <i className="muted">{t("automation.design.toFill")}</i>}
        </span>
      </span>
      {wrong && (
        <span className="flow-wrong" title={wrong.join("\n")}>
          <WarningFilled aria-hidden="true" />
        </span>
      )}
    </div>
    </>
  );
}

export const BlockCard = memo(Card);
