/** Where lines could be tied to a box; the lines know their own way, so these are never seen. */
import { Handle, Position } from "@xyflow/react";

export function Ports() {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className="flow-port" />
      <Handle type="source" position={Position.Bottom} isConnectable={false} className="flow-port" />
    </>
  );
}
