/** How far a target is achieved. */
import { Progress } from "antd";
import type { TargetShown } from "./calls";
import "./targets.css";

/** The achieved part; the mark says where it should be by today. */
export function TargetBar({ target, due }: { target: TargetShown; due: string }) {
  const percent = Math.round((100 * Number(target.achieved)) / Number(target.value));
  const expected = Math.min(100, (100 * Number(target.expected)) / Number(target.value));
  const late = Number(target.achieved) < Number(target.expected);
  return (
    <div className="target-bar" title={due}>
      <Progress aria-label={due} percent={Math.min(100, percent)} size="small" status={percent >= 100 ? "success" : late ? "exception" : "normal"} format={() => `${percent}%`} />
      <span className="target-due" style={{ insetInlineStart: `calc((100% - 52px) * ${expected / 100})` }} />
    </div>
  );
}
