/**
 * The live connection: one WebSocket for the whole page. It reconnects by itself, with growing pauses; after a gap everything shown is
 * asked for again, because changes may have been missed.
 */
import type { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { askAgain } from "./reach";
import type { components } from "./generated";
import type { Notice } from "./types";

export interface Changed {
  type: "changed";
  object: string;
  id: number;
  kind: string;
  by: { id: number; name: string } | null;
}

/** What a notice stood for has its answer, here or elsewhere. */
export interface Settled {
  type: "settled";
  notice: number;
  matter: string;
  outcome: string;
  unread: number;
}

/** How far a roll-out is that the person began; those left out are not named. */
export type RolloutNews = Omit<components["schemas"]["RolloutItem"], "refused">;

/** A notice too long for the wire comes shortened, without itself: the page asks for it. */
/** How far a change in the background is that the person began. */
export interface BulkNews {
  id: number;
  status: components["schemas"]["BulkJobItem"]["status"];
}

type Message = Changed | { type: "bulk"; job: BulkNews } | { type: "rollout"; rollout: RolloutNews } | { type: "notice"; notice?: Notice } | { type: "unread"; unread: number } | Settled | { type: "mail" };

const topics = new Map<string, number>();
const changeListeners = new Set<(change: Changed) => void>();
const noticeListeners = new Set<(notice: Notice) => void>();
const settledListeners = new Set<(news: Settled) => void>();
const bulkListeners = new Set<(news: BulkNews) => void>();
const rolloutListeners = new Set<(news: RolloutNews) => void>();
let socket: WebSocket | null = null;
let announcing = 0;

function announce(): void {
  window.clearTimeout(announcing);
  announcing = window.setTimeout(() => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ subscribe: [...topics.keys()] }));
  }, 30);
}

/** Hear of changes to these objects (`lead`) or records (`lead:5`) while the component is shown. */
export function useLive(wanted: readonly string[]): void {
  const key = wanted.join(" ");
  useEffect(() => {
    const mine = key ? key.split(" ") : [];
    for (const topic of mine) topics.set(topic, (topics.get(topic) ?? 0) + 1);
    announce();
    return () => {
      for (const topic of mine) {
        const left = (topics.get(topic) ?? 1) - 1;
        if (left > 0) topics.set(topic, left);
        else topics.delete(topic);
      }
      announce();
    };
  }, [key]);
}

export function onChanged(listener: (change: Changed) => void): () => void {
  changeListeners.add(listener);
  return () => changeListeners.delete(listener);
}

export function onNotice(listener: (notice: Notice) => void): () => void {
  noticeListeners.add(listener);
  return () => noticeListeners.delete(listener);
}

export function onSettled(listener: (news: Settled) => void): () => void {
  settledListeners.add(listener);
  return () => settledListeners.delete(listener);
}

export function onRollout(listener: (news: RolloutNews) => void): () => void {
  rolloutListeners.add(listener);
  return () => rolloutListeners.delete(listener);
}

export function onBulk(listener: (news: BulkNews) => void): () => void {
  bulkListeners.add(listener);
  return () => bulkListeners.delete(listener);
}

const MOMENT = 250;
const BETWEEN_TWO = 2_000;

/** Collects changes for a moment, so that a bulk edit of 10,000 records asks for each list once, and a long import only now and then. */
function invalidator(client: QueryClient): (change: Changed) => void {
  const waiting = new Set<string>();
  let timer = 0;
  let last = 0;
  return (change) => {
    waiting.add(change.object);
    if (timer) return;
    timer = window.setTimeout(() => {
      timer = 0;
      last = Date.now();
      const objects = new Set(waiting);
      waiting.clear();
      void client.invalidateQueries({
        predicate: ({ queryKey: [first, object, ...rest] }) => first === "records" && (objects.has(String(object)) || rest.includes("timeline") || rest.includes("automation")),
      });
    }, Math.max(MOMENT, last + BETWEEN_TWO - Date.now()));
  };
}

/** Keep the connection up until the returned function is called. */
export function connect(client: QueryClient): () => void {
  let stopped = false;
  let attempts = 0;
  let timer = 0;
  const invalidate = invalidator(client);

  const open = () => {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const mine = new WebSocket(`${scheme}//${location.host}/ws`);
    socket = mine;
    mine.onopen = () => {
      if (attempts > 0) void client.invalidateQueries({ predicate: (query) => query.queryKey[0] === "records" || query.queryKey[0] === "notices" });
      attempts = 0;
      announce();
    };
    mine.onmessage = (event) => {
      const message = JSON.parse(String(event.data)) as Message;
      if (message.type === "changed") {
        invalidate(message);
        changeListeners.forEach((listener) => listener(message));
      } else if (message.type === "bulk") {
        bulkListeners.forEach((listener) => listener(message.job));
      } else if (message.type === "rollout") {
        rolloutListeners.forEach((listener) => listener(message.rollout));
      } else if (message.type === "mail") {
        void client.invalidateQueries({ queryKey: ["mail"] });
      } else if (message.type === "notice" || message.type === "unread" || message.type === "settled") {
        const notice = message.type === "notice" ? message.notice : undefined;
        if (notice) noticeListeners.forEach((listener) => listener(notice));
        if (message.type === "settled") settledListeners.forEach((listener) => listener(message));
        void client.invalidateQueries({ queryKey: ["notices"] });
        void client.invalidateQueries({ queryKey: ["me"] });
      }
    };
    mine.onclose = () => {
      if (stopped) return;
      if (attempts > 0) void askAgain();
      attempts += 1;
      timer = window.setTimeout(open, Math.min(30_000, 1000 * 2 ** Math.min(attempts, 5)) * (0.5 + Math.random()));
    };
  };
  timer = window.setTimeout(open, 100);
  return () => {
    stopped = true;
    window.clearTimeout(timer);
    socket?.close();
    socket = null;
  };
}
