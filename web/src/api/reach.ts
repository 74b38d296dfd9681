/**
 * Does the server answer? Every call notes whether it did. While it does not, it is asked again by itself, with growing pauses; the pages
 * show a bar, and fetch everything anew when it is back.
 */
import { useSyncExternalStore } from "react";

/** What a proxy, or a server without its database, answers. */
export const AWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 20_000;

let away = false;
let pause = FIRST_PAUSE;
let timer = 0;
const listeners = new Set<() => void>();

/** Ask at once whether the server is back. */
export async function askAgain(): Promise<void> {
  window.clearTimeout(timer);
  try {
    const response = await fetch("/api/me", { credentials: "same-origin", cache: "no-store" });
    noteReached(!AWAY_STATUSES.has(response.status));
  } catch {
    noteReached(false);
  }
}

export function noteReached(reached: boolean): void {
  if (reached && !away) return;
  window.clearTimeout(timer);
  if (reached) pause = FIRST_PAUSE;
  else {
    timer = window.setTimeout(() => void askAgain(), pause);
    pause = Math.min(LONGEST_PAUSE, pause * 1.6);
  }
  if (away === reached) {
    away = !reached;
    listeners.forEach((listener) => listener());
  }
}

export const isAway = (): boolean => away;

export function onReach(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAway(): boolean {
  return useSyncExternalStore(onReach, isAway);
}
