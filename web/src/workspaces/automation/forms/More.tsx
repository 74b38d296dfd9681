/** What is seldom needed, folded. */
import type { ReactNode } from "react";

export function More({ label, open = false, children }: { label: string; open?: boolean; children: ReactNode }) {
  return (
    <details className="form-more" open={open}>
      <summary>{label}</summary>
      {children}
    </details>
  );
}
