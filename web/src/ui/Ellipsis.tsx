/** Text on one line, cut with an ellipsis; the whole of it shows on hover. */
import type { ReactNode } from "react";

export function Ellipsis({ text, children }: { text?: string | undefined; children?: ReactNode }) {
  return (
    <span className="ellipsis" title={text ?? (typeof children === "string" ? children : undefined)}>
      {children ?? text}
    </span>
  );
}
