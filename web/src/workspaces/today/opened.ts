/** The records that the person opened lately, kept in this browser for each user apart; newest first. */
export interface Opened {
  object: string;
  id: number;
  title: string;
  at: string;
}

const MOST = 20;
const keyOf = (user: number) => `magpie.opened.${user}`;

export function withoutOpened(known: readonly Opened[], object: string, id: number): Opened[] {
  return known.filter((each) => each.object !== object || each.id !== id);
}

export function withOpened(known: readonly Opened[], opened: Opened): Opened[] {
  return [opened, ...withoutOpened(known, opened.object, opened.id)].slice(0, MOST);
}

function isOpened(value: unknown): value is Opened {
  if (typeof value !== "object" || value === null) return false;
  const { object, id, title, at } = value as Record<string, unknown>;
  return typeof object === "string" && typeof id === "number" && typeof title === "string" && typeof at === "string";
}

export function readOpened(user: number): Opened[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(user)) ?? "[]");
    return Array.isArray(found) ? found.filter(isOpened) : [];
  } catch {
    return [];
  }
}

/** A full or forbidden storage is no reason to stop. */
export function writeOpened(user: number, opened: readonly Opened[]): void {
  try {
    localStorage.setItem(keyOf(user), JSON.stringify(opened));
  } catch {
    return;
  }
}
