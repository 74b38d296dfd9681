/** The drawing of a relation graph. Where nodes stand comes from `layoutOf`; a click opens the record. */
import { Background, Controls, Handle, MarkerType, Position, ReactFlow, type Edge, type Node, type NodeProps } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { recordPath, useObjects } from "../../api/objects";
import type { Graph } from "./calls";
import { layoutOf } from "./layout";
import "./customers.css";

type Card = Node<{ title: string; text: string; kind: string; start: boolean }>;

function NodeCard({ data }: NodeProps<Card>) {
  return (
    <div className={`relation-node is-${data.kind} ${data.start ? "is-start" : ""}`} title={[data.title, data.text].filter(Boolean).join("\n")}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <b>{data.title}</b>
      {data.text && <span>{data.text}</span>}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
      <Handle id="to-left" type="source" position={Position.Left} isConnectable={false} />
      <Handle id="to-right" type="source" position={Position.Right} isConnectable={false} />
      <Handle id="from-left" type="target" position={Position.Left} isConnectable={false} />
      <Handle id="from-right" type="target" position={Position.Right} isConnectable={false} />
    </div>
  );
}

const nodeTypes = { card: NodeCard };
const COLORS = { parent: "var(--ant-color-primary)", works_at: "var(--ant-color-text-quaternary)", reports_to: "var(--ant-color-success)", relationship: "var(--ant-color-warning)" };

export function RelationsCanvas({ graph, label }: { graph: Graph; label: string }) {
  const navigate = useNavigate();
  const objects = useObjects();
  const spots = useMemo(() => new Map(layoutOf(graph).map((spot) => [spot.key, spot])), [graph]);
  const nodes = useMemo(() => {
    return graph.nodes.map((node): Card => {
      const { x, y } = spots.get(node.key) ?? { x: 0, y: 0 };
      return { id: node.key, type: "card", position: { x, y }, data: { title: node.title, text: node.text, kind: node.object, start: node.key === graph.start } };
    });
  }, [graph, spots]);
  const edges = useMemo(
    () =>
      graph.lines.map((line): Edge => {
        const color = COLORS[line.kind];
        const [from, to] = [spots.get(line.source), spots.get(line.target)];
        const beside = from && to && from.y === to.y ? (from.x < to.x ? { sourceHandle: "to-right", targetHandle: "from-left" } : { sourceHandle: "to-left", targetHandle: "from-right" }) : {};
        return {
          id: `${line.kind} ${line.source} ${line.target} ${line.id}`,
          source: line.source,
          target: line.target,
          ...beside,
          type: line.kind === "relationship" ? "default" : "smoothstep",
          style: { stroke: color, ...(line.kind === "relationship" ? { strokeDasharray: "5 4" } : {}) },
          ...(line.kind === "relationship" ? { label: line.label, labelBgPadding: [4, 2] as [number, number], labelStyle: { fontSize: 11 } } : {}),
          markerEnd: { type: MarkerType.ArrowClosed, color },
        };
      }),
    [graph, spots],
  );
  return (
    <div className="relations-canvas" role="img" aria-label={label}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        minZoom={0.1}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        onNodeClick={(_, node) => {
          const found = graph.nodes.find((each) => each.key === node.id);
          const meta = objects.find((each) => each.name === found?.object);
          if (found && meta && found.key !== graph.start) void navigate(recordPath(meta, found.id));
        }}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}
