/** A labelled part of a form in the side panel. */
import type { ReactNode } from "react";

interface Props {
  label?: string | undefined;
  help?: string | null | undefined;
  required?: boolean;
  problem?: string | undefined;
  children: ReactNode;
}

export function Item({ label, help, required = false, problem, children }: Props) {
  return (
    <div className="form-item">
      {label && (
        <div className="form-label">
          {label}
          {required && <span className="wrong"> *</span>}
        </div>
      )}
      {children}
      {problem ? <div className="wrong">{problem}</div> : help ? <div className="form-help muted">{help}</div> : null}
    </div>
  );
}
