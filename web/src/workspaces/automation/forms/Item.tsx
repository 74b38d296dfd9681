/** A labelled part of a form in the side panel. */
import type { ReactNode } from "react";

interface Props {
  label?: string | undefined;
  /** The id of the input, where it has no name of its own. */
  htmlFor?: string;
  help?: string | null | undefined;
  required?: boolean;
  problem?: string | undefined;
  children: ReactNode;
}

export function Item({ label, htmlFor, help, required = false, problem, children }: Props) {
  return (
    <div className="form-item">
      {label && (
        <label className="form-label" htmlFor={htmlFor}>
          {label}
          {required && <span className="wrong"> *</span>}
        </label>
      )}
      {children}
      {problem ? <div className="wrong">{problem}</div> : help ? <div className="form-help muted">{help}</div> : null}
    </div>
  );
}
