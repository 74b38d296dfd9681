/** A value of a choice in its colour. A list shows hundreds, so the usual ones are plain elements, styled in magpie.css. */
import { Tag } from "antd";
import type { ReactNode } from "react";

const NAMED = new Set(["magenta", "red", "volcano", "orange", "gold", "yellow", "lime", "green", "cyan", "blue", "geekblue", "purple", "pink"]);

export function ChoiceTag({ color, children }: { color?: string | null | undefined; children: ReactNode }) {
  if (!color || color === "default" || NAMED.has(color)) {
    const style = NAMED.has(color ?? "") ? { backgroundColor: `var(--ant-${color}-1)`, color: `var(--ant-${color}-7)` } : undefined;
    return (
      <span className="choice-tag ant-tag" style={style}>
        {children}
      </span>
    );
  }
  return (
    <Tag color={color} variant="filled" className="choice-tag">
      {children}
    </Tag>
  );
}
