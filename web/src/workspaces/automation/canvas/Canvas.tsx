/**
 * A workflow drawn top-down on a canvas that can be moved and zoomed. Where things stand comes from `layoutOf`; React Flow only shows it. The
 * same canvas is drawn on, shows what a run did, and what differs between versions.
 */
import { Background, BackgroundVariant, Controls, MiniMap, ReactFlow, useReactFlow, useStore, type Edge, type Node } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useObject } from "../../../api/objects";
import { kindOf as fieldKind } from "../../../objects/fields/kinds";
import { useNarrow } from "../../../ui/useNarrow";
import { layoutOf, type Layout } from "../document/layout";
import { allBlocks, type Place } from "../document/tree";
import type { Document } from "../document/types";
import { AddTrigger } from "./AddTrigger";
import { BlockCard } from "./BlockCard";
import { branchLabelOf } from "./branchLabel";
import { CanvasContext, type CanvasTools, type Mark } from "./CanvasContext";
import { EndMark } from "./EndMark";
import { LoopFrame } from "./LoopFrame";
import { WireLine } from "./WireLine";
import "./canvas.css";

const nodeTypes = { card: BlockCard, add: AddTrigger, end: EndMark, frame: LoopFrame };
const edgeTypes = { wire: WireLine };
interface Props {
  document: Document;
  texts: Readonly<Record<string, string>>;
  problems?: Readonly<Record<string, string[]>>;
  marks?: Readonly<Record<string, Mark>>;
  gone?: ReadonlySet<string> | null;
  branchNotes?: Readonly<Record<string, string>>;
  selected: string | null;
  editable?: boolean;
  label: string;
  onSelect: (id: string | null) => void;
  onAdd?: (place: Place, anchor: DOMRect) => void;
  onAddTrigger?: (anchor: DOMRect) => void;
  onMove?: (id: string, place: Place) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  children?: React.ReactNode;
}

const none: Readonly<Record<string, never>> = {};
const nothing = () => undefined;

function nodesOf(layout: Layout, carried: { id: string; x: number; y: number } | null, editable: boolean): Node[] {
  const frames = layout.frames.map((frame): Node => ({ id: `frame:${frame.id}`, type: "frame", position: { x: frame.x, y: frame.y }, width: frame.width, height: frame.height, measured: { width: frame.width, height: frame.height }, data: {}, draggable: false, selectable: false, zIndex: -1 }));
  const boxes = layout.boxes.map((box): Node => {
    const held = carried?.id === box.id ? carried : box;
    return {
      id: box.id,
      type: box.kind === "end" ? "end" : box.kind === "add-trigger" ? "add" : "card",
      position: { x: held.x, y: held.y },
      width: box.width,
      height: box.height,
      measured: { width: box.width, height: box.height }, // else a node that is given anew loses its edges for a moment
      data: {},
      draggable: editable && box.kind === "block",
      selectable: false,
      focusable: false,
      zIndex: carried?.id === box.id ? 5 : 1,
    };
  });
  return [...frames, ...boxes];
}

/** Does this person want nothing to move by itself? */
const isCalm = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export function Canvas({ document, texts, problems = none, marks = none, gone = null, branchNotes = none, selected, editable = false, label, onSelect, onAdd = nothing, onAddTrigger = nothing, onMove, onKeyDown, children }: Props) {
  const { t, i18n } = useTranslation();
  const narrow = useNarrow();
  const [carried, setCarried] = useState<{ id: string; x: number; y: number } | null>(null);
  const layout = useMemo(() => layoutOf(document, narrow ? "tall" : "wide", editable), [document, narrow, editable]);
  const blocks = useMemo(() => new Map(allBlocks(document.steps).map((block) => [block.id, block])), [document.steps]);
  const nodes = useMemo(() => nodesOf(layout, carried, editable && !narrow), [layout, carried, editable, narrow]);
  const edges = useMemo(() => layout.wires.map((wire): Edge => ({ id: wire.id, type: "wire", source: wire.source, target: wire.target, data: wire as unknown as Record<string, unknown>, focusable: false, selectable: false })), [layout]);
  const aim = useMemo(() => (carried ? nearest(layout, carried) : null), [layout, carried]);
  const language = i18n.language;
  const object = useObject(document.object || null);
  const valueOf = useCallback(
    (name: string, value: unknown) => {
      const field = object?.fields.find((each) => each.name === name);
      return field ? fieldKind(field).text(value, field) : String(value);
    },
    [object],
  );
  const tools = useMemo<CanvasTools>(
    () => ({ document, blocks, selected, texts, problems, marks, gone, branchNotes, editable, aim, onSelect, onAdd, onAddTrigger, branchLabel: (block, branch) => branchLabelOf(block, branch, language, texts, t, valueOf) }),
    [document, blocks, selected, texts, problems, marks, gone, branchNotes, editable, aim, onSelect, onAdd, onAddTrigger, language, t, valueOf],
  );
  return (
    <CanvasContext value={tools}>
      <div className="flow" onKeyDown={onKeyDown}>
        {/* The drawing's own frame calls itself an application, so the tree says by name which cards are in it. */}
        <div role="tree" aria-label={label} aria-description={editable ? t("automation.design.keys") : undefined} aria-owns={layout.boxes.filter((box) => box.kind === "block" || box.kind === "trigger").map((box) => `canvas-${box.id}`).join(" ")} />
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          minZoom={0.1}
          maxZoom={1.6}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          nodeDragThreshold={6}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          panOnScroll
          onPaneClick={() => onSelect(null)}
          onNodeDrag={(_, node) => setCarried({ id: node.id, x: node.position.x, y: node.position.y })}
          onNodeDragStop={(_, node) => {
            const place = nearest(layout, { id: node.id, x: node.position.x, y: node.position.y });
            setCarried(null);
            if (place) onMove?.(node.id, place);
          }}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
          <Controls showInteractive={false} position={narrow ? "bottom-right" : "bottom-left"} aria-label={t("automation.design.zoom")} />
          {!narrow && blocks.size > 5 && <MiniMap pannable zoomable position="bottom-right" ariaLabel={t("automation.design.miniMap")} nodeClassName={(node) => `map-${node.type ?? ""}`} />}
          <View layout={layout} narrow={narrow} selected={selected} />
          {children}
        </ReactFlow>
      </div>
    </CanvasContext>
  );
}

/** The place under a carried card: the nearest plus, if one is near. */
function nearest(layout: Layout, carried: { id: string; x: number; y: number }): Place | null {
  const own = layout.boxes.find((box) => box.id === carried.id);
  if (!own) return null;
  const middle = { x: carried.x + own.width / 2, y: carried.y + own.height / 2 };
  let best: { place: Place; distance: number } | null = null;
  for (const { plus } of layout.wires) {
    if (!plus) continue;
    const distance = Math.hypot(plus.at.x - middle.x, plus.at.y - middle.y);
    if (distance < 110 && (!best || distance < best.distance)) best = { place: plus.place, distance };
  }
  return best?.place ?? null;
}

/** Shows the whole at first, and keeps what is selected in sight. */
function View({ layout, narrow, selected }: { layout: Layout; narrow: boolean; selected: string | null }) {
  const flow = useReactFlow();
  const width = useRef(0);
  const pane = useStore((store) => store.width);
  const begun = useRef(false);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const pane = element.current?.closest(".flow");
    if (!pane || begun.current || !flow.viewportInitialized) return;
    begun.current = true;
    const zoom = narrow ? Math.min(1, (pane.clientWidth - 24) / layout.width) : Math.min(1, Math.max(0.45, (pane.clientWidth - 60) / layout.width, 0));
    const left = Math.min(...layout.boxes.map((box) => box.x), ...layout.frames.map((frame) => frame.x));
    void flow.setViewport(narrow ? { x: 12 - left * zoom, y: 16, zoom: Math.max(zoom, 0.8) } : { x: pane.clientWidth / 2, y: 24, zoom });
  }, [flow, flow.viewportInitialized, layout, narrow]);
  // The side panel opens and closes: what was in the middle stays in the middle.
  useEffect(() => {
    const before = width.current;
    width.current = pane;
    if (!begun.current || before === 0 || before === pane || narrow) return;
    const { x, y, zoom } = flow.getViewport();
    void flow.setViewport({ x: x + (pane - before) / 2, y, zoom });
  }, [flow, pane, narrow]);
  useEffect(() => {
    const pane = element.current?.closest(".flow");
    const box = layout.boxes.find((each) => each.id === selected);
    if (!pane || !box) return;
    const { x, y, zoom } = flow.getViewport();
    const left = box.x * zoom + x;
    const top = box.y * zoom + y;
    const margin = 30;
    const right = left + box.width * zoom - pane.clientWidth + margin;
    const under = top + (box.height + 70) * zoom - pane.clientHeight;
    const dx = left < margin ? margin - left : right > 0 ? -right : 0;
    const dy = top < margin ? margin - top : under > 0 ? -under : 0;
    if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: isCalm() ? 0 : 150 });
  }, [flow, layout, selected]);
  return <div ref={element} hidden />;
}
