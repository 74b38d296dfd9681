/**
 * Being told by the browser also when no page of Magpie is open: the service worker `/sw.js` and the browser's subscription at its maker's
 * push service. Whoever turned a browser on is remembered in it, so that signing in again turns it on again, and somebody else's signing in
 * does not.
 */
import { get, put, request } from "../../api/client";
import type { components } from "../../api/generated";

export type Browsers = components["schemas"]["Browsers"];
export type PushState = "unsupported" | "insecure" | "denied" | "off" | "on";

const OWNER = "magpie.push.user";
const listeners = new Set<() => void>();

const changed = () => listeners.forEach((listener) => listener());

export function onPushState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What can be said without asking anybody. */
export function pushState(user: number): PushState {
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && localStorage.getItem(OWNER) === String(user) ? "on" : "off";
}

const registered = (): Promise<ServiceWorkerRegistration | undefined> => ("serviceWorker" in navigator ? navigator.serviceWorker.getRegistration("/") : Promise.resolve(undefined));

async function subscribe(): Promise<Browsers> {
  await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  const registration = await navigator.serviceWorker.ready;
  const { public_key: key } = await get<Browsers>("/api/notices/browsers");
  let found = await registration.pushManager.getSubscription();
  if (found && encode(found.options.applicationServerKey) !== key) {
    await found.unsubscribe();
    found = null;
  }
  found ??= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = found.toJSON();
  return put<Browsers>("/api/notices/browsers", { endpoint, p256dh: keys?.["p256dh"], auth: keys?.["auth"], name: nameOf(navigator.userAgent) });
}

/** Ask the browser and its maker's service; throws what they say. Null if the person does not allow it. */
export async function turnOn(user: number): Promise<Browsers | null> {
  if ((await Notification.requestPermission()) !== "granted") {
    changed();
    return null;
  }
  const browsers = await subscribe();
  localStorage.setItem(OWNER, String(user));
  changed();
  return browsers;
}

export async function turnOff(here: number | null): Promise<Browsers | null> {
  localStorage.removeItem(OWNER);
  const subscription = await (await registered())?.pushManager.getSubscription();
  await subscription?.unsubscribe();
  changed();
  return here === null ? null : request<Browsers>("DELETE", `/api/notices/browsers/${here}`);
}

/** Put right at each start what may have changed meanwhile: the session, the keys, who sits here. */
export async function keepUp(user: number): Promise<void> {
  const owner = localStorage.getItem(OWNER);
  if (owner === null) return;
  if (owner !== String(user)) await turnOff(null);
  else if (pushState(user) === "on") await subscribe();
}

function encode(key: ArrayBuffer | null): string {
  return btoa(String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, "Edge"],
  [/QQBrowser\//, "QQ"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Windows/, "Windows"],
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Mac OS/, "macOS"],
  [/Linux/, "Linux"],
];

/** What people call the browser: "Edge, Windows". */
export function nameOf(agent: string): string {
  const first = (table: typeof NAMES) => table.find(([pattern]) => pattern.test(agent))?.[1];
  return [first(NAMES), first(SYSTEMS)].filter(Boolean).join(", ");
}
