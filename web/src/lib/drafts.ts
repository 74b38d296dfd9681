/**
 * What was typed and not saved, kept in this browser for each user apart, so that a reload, a closed window or a lost network loses nothing.
 * A draft holds the values and the record as it was when the typing began. Drafts older than two weeks are forgotten.
 */
const PREFIX = "magpie.draft";
const LONGEST_DAYS = 14;

export interface Draft {
  at: string;
  /** What the drafts are about, for people: the title of a record. */
  title: string;
  values: Record<string, unknown>;
  /** The version and the values that the person saw; none of a new record. */
  base: Record<string, unknown>;
}

export interface KeptDraft extends Draft {
  key: string;
  object: string;
  /** "new" or the number of the record. */
  record: string;
  /** "form", or the name of a field that was edited in place. */
  part: string;
}

const nameOf = (user: number, key: string) => `${PREFIX}.${user}.${key}`;
export const draftKey = (object: string, record: number | "new", part = "form"): string => `${object}:${record}:${part}`;

const listeners = new Set<() => void>();
export function onDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const tell = () => listeners.forEach((listener) => listener());

export function readDraft(user: number, key: string, now = Date.now()): Draft | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(nameOf(user, key)) ?? "null");
    if (typeof found !== "object" || found === null || !("at" in found) || !("values" in found)) return null;
    const draft = found as Draft;
    if (now - Date.parse(draft.at) < LONGEST_DAYS * 86_400_000) return draft;
    localStorage.removeItem(nameOf(user, key));
    return null;
  } catch {
    return null;
  }
}

/** A full or forbidden storage is no reason to stop. */
export function keepDraft(user: number, key: string, draft: Omit<Draft, "at">): void {
  try {
    localStorage.setItem(nameOf(user, key), JSON.stringify({ ...draft, at: new Date().toISOString() }));
    tell();
  } catch {
    return;
  }
}

export function dropDraft(user: number, key: string): void {
  if (localStorage.getItem(nameOf(user, key)) === null) return;
  localStorage.removeItem(nameOf(user, key));
  tell();
}

/** All drafts of the user, the latest first. */
export function allDrafts(user: number): KeptDraft[] {
  const start = nameOf(user, "");
  const keys = Object.keys(localStorage).filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  const found = keys.flatMap((key) => {
    const draft = readDraft(user, key);
    const [object = "", record = "", part = ""] = key.split(":");
    return draft ? [{ ...draft, key, object, record, part }] : [];
  });
  return found.sort((a, b) => b.at.localeCompare(a.at));
}
