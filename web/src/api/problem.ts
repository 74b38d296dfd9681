/** What can go wrong with a call: the server's own answer (Problem), no connection (Offline), or the person's "no" (Cancelled). */
import type { ProblemDocument } from "./types";

export class Problem extends Error {
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument) {
    super(document.detail || document.title);
    this.name = "Problem";
    this.document = document;
  }

  get status(): number {
    return this.document.status;
  }

  /** The last word of the type: `invalid`, `refused`, `question`, `stale` … */
  get kind(): string {
    return (this.document.type.split(/[/:#]/).pop() ?? "").toLowerCase();
  }

  get fields(): Record<string, string[]> {
    return this.document.fields ?? {};
  }
}

/** The server could not be reached. */
export class Offline extends Error {}

/** The person declined to go on; nobody needs to be told. */
export class Cancelled extends Error {}

/** It waits for others to agree, and the person was told so. */
export class SentForApproval extends Cancelled {}

export function isProblem(error: unknown, kind?: string): error is Problem {
  return error instanceof Problem && (kind === undefined || error.kind === kind);
}
