/**
 * Where somebody was in a list: how far it was scrolled, how many rows were loaded, which groups stood open. Kept for the tab of the browser
 * (session storage), per object the latest few.
 */
export interface Place {
  top?: number;
  left?: number;
  /** How many records were loaded. */
  loaded?: number;
  /** Groups that were opened or closed, with their pages. */
  groups?: [string, number][];
}

const MOST = 30;
const nameOf = (object: string) => `magpie.places.${object}`;

function all(object: string): Record<string, Place> {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(nameOf(object)) ?? "{}");
    return typeof found === "object" && found !== null ? (found as Record<string, Place>) : {};
  } catch {
    return {};
  }
}

export const readPlace = (object: string, key: string): Place => all(object)[key] ?? {};

/** The part is added to what is known of that place. A full or forbidden storage is no reason to stop. */
export function keepPlace(object: string, key: string, part: Place): void {
  const { [key]: before, ...others } = all(object);
  try {
    sessionStorage.setItem(nameOf(object), JSON.stringify(Object.fromEntries([...Object.entries(others).slice(1 - MOST), [key, { ...before, ...part }]])));
  } catch {
    return;
  }
}

/** Whoever comes to a list anew begins on top. */
export function forgetPlaces(object: string): void {
  try {
    sessionStorage.removeItem(nameOf(object));
  } catch {
    return;
  }
}

const openedName = (object: string) => `magpie.opened.${object}`;

/** The record that was looked at last, so that the list can show where one was. */
export function rememberOpened(object: string, id: number): void {
  try {
    sessionStorage.setItem(openedName(object), String(id));
  } catch {
    return;
  }
}

export function lastOpened(object: string): number | null {
  try {
    return Number(sessionStorage.getItem(openedName(object))) || null;
  } catch {
    return null;
  }
}

export function forgetOpened(object: string): void {
  try {
    sessionStorage.removeItem(openedName(object));
  } catch {
    return;
  }
}
