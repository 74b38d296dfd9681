/** A line between two blocks, with the name of its branch and the button that adds a block on it. */
import { PlusOutlined } from "@ant-design/icons";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Wire } from "../document/layout";
import { useCanvas } from "./CanvasContext";

const at = (point: { x: number; y: number }) => ({ transform: `translate(-50%, -50%) translate(${point.x}px, ${point.y}px)` });

function Line({ id, data }: EdgeProps) {
  const { t } = useTranslation();
  const { blocks, texts, editable, aim, gone, branchNotes, onAdd, branchLabel } = useCanvas();
  const wire = data as unknown as Wire;
  const { plus, label, branch } = wire;
  const faint = branch && gone ? !gone.has(`${branch.block}:${branch.key}`) : false;
  const owner = label && blocks.get(label.block);
  const words = owner && label ? branchLabel(owner, label.branch) : "";
  const note = label ? branchNotes[`${label.block}:${label.branch.key}`] : undefined;
  const after = texts[wire.source];
  const aimed = plus && aim && aim.list === plus.place.list && aim.at === plus.place.at;
  return (
    <>
      <BaseEdge id={id} path={wire.path} {...(faint ? { className: "is-faint" } : {})} />
      <EdgeLabelRenderer>
        {label && (
          <span className={faint ? "flow-branch is-faint" : "flow-branch"} style={at(label.at)} title={words}>
            {words}
            {note && <span className="flow-branch-note">{note}</span>}
          </span>
        )}
        {plus && editable && (
          <button
            type="button"
            tabIndex={-1}
            className={aimed ? "flow-plus is-aimed" : "flow-plus"}
            style={at(plus.at)}
            data-place={`${plus.place.list}@${plus.place.at}`}
            aria-label={label ? t("automation.design.addIn", { branch: words }) : after ? t("automation.design.addAfter", { block: after }) : t("automation.design.add")}
            title={t("automation.design.add")}
            onClick={(event) => onAdd(plus.place, event.currentTarget.getBoundingClientRect())}
          >
            <PlusOutlined aria-hidden="true" />
          </button>
        )}
      </EdgeLabelRenderer>
    </>
  );
}

export const WireLine = memo(Line);
