/** A value of a choice in its colour. */
import { Tag } from "antd";
import type { ReactNode } from "react";

export function ChoiceTag({ color, children }: { color?: string | null | undefined; children: ReactNode }) {
  return (
    <Tag color={color || "default"} variant="filled" className="choice-tag">
      {children}
    </Tag>
  );
}
