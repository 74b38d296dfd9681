/**
 * The sound of a notice, made by the browser itself. Several open tabs make one sound: the first that takes the notice's number under a lock
 * plays it. Browsers stay silent until the person has touched the page once.
 */
const MUTED = "magpie.notices.muted";
const TAKEN = "magpie.notices.sounded";

export const isMuted = (): boolean => localStorage.getItem(MUTED) === "yes";

const listeners = new Set<() => void>();

export function setMuted(muted: boolean): void {
  localStorage.setItem(MUTED, muted ? "yes" : "no");
  listeners.forEach((listener) => listener());
}

/** Hear of the switch being turned, in this tab or another. */
export function onMuted(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** True for the first tab that asks for this notice. */
export function take(id: number | string, store: Pick<Storage, "getItem" | "setItem"> = localStorage): boolean {
  const taken = (store.getItem(TAKEN) ?? "").split(",").filter(Boolean);
  if (taken.includes(String(id))) return false;
  store.setItem(TAKEN, [...taken.slice(-49), String(id)].join(","));
  return true;
}

/** Runs `then` in one tab only. */
export async function inOneTab(id: number | string, then: () => void): Promise<void> {
  const go = () => {
    if (take(id)) then();
  };
  if ("locks" in navigator) await navigator.locks.request("magpie.notice", go);
  else window.setTimeout(go, Math.random() * 150);
}

let context: AudioContext | null = null;

/** To be called on the first touch of the page; later sounds are then allowed. */
export function allowSound(): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
}

function tone(audio: AudioContext, frequency: number, from: number, seconds: number): void {
  const oscillator = audio.createOscillator();
  const loudness = audio.createGain();
  oscillator.type = "sine";
  oscillator.frequency.value = frequency;
  loudness.gain.setValueAtTime(0, from);
  loudness.gain.linearRampToValueAtTime(0.14, from + 0.015);
  loudness.gain.exponentialRampToValueAtTime(0.001, from + seconds);
  oscillator.connect(loudness).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(from + seconds);
}

/** Whether it could be heard. */
export function beep(urgent: boolean): boolean {
  if (isMuted() || context?.state !== "running") return false;
  const now = context.currentTime;
  tone(context, 880, now, 0.22);
  tone(context, 1174.7, now + 0.12, 0.3);
  if (urgent) {
    tone(context, 880, now + 0.5, 0.22);
    tone(context, 1174.7, now + 0.62, 0.3);
  }
  return true;
}
