/** Until then the first page itself is loaded, which leaves pauses in which the browser seems to rest. */
const AFTER_START_MS = 2_500;

/** Fetch something that will soon be needed, once the first page stands there and the browser rests; never in browsers that cannot tell. */
export function afterStart(fetch: () => Promise<unknown>): void {
  if (!("requestIdleCallback" in window)) return;
  window.setTimeout(() => window.requestIdleCallback(() => void fetch().catch(() => undefined), { timeout: 10_000 }), AFTER_START_MS);
}
