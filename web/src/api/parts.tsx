/**
 * Parts of the pages that are fetched when they are needed, or a little before. While the server cannot be reached they are waited for: what
 * somebody has typed beside them is not lost. After an upgrade the parts that an open page has not fetched yet are gone from the server: then
 * the page itself is fetched anew, once.
 */
import { lazy, useState, type ComponentType } from "react";
import { askAgain, isAway, onReach } from "./reach";

const RELOADED = "magpie.reloaded";
const BETWEEN_RELOADS = 30_000;

export interface Part<P> {
  (props: P): React.ReactNode;
  /** Fetch it now, so that it is there at once when it is drawn. */
  load: () => Promise<unknown>;
}

type PropsOf<T> = T extends ComponentType<infer P> ? P & object : never;

/** A component in a file of its own; around it stands a `Suspense`. */
export function lazily<T extends ComponentType<never>>(load: () => Promise<{ default: T }>): Part<PropsOf<T>> {
  type P = PropsOf<T>;
  let loaded: ComponentType<P> | undefined;
  const fetch = async () => {
    const module = await fetchPart(load);
    loaded = module.default as unknown as ComponentType<P>;
    return { default: loaded };
  };
  const Lazy: ComponentType<P> = lazy(fetch) as never;
  function LazyPart(props: P) {
    const [Here] = useState(() => loaded ?? Lazy); // React would draw something in its place first, even if it is there
    return <Here {...props} />;
  }
  LazyPart.load = fetch;
  return LazyPart;
}

/** The module, as soon as the server can be reached. Throws what `load` throws if it is reached and does not have it. */
export async function fetchPart<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      await askAgain();
      if (!isAway()) return await afterReload(error);
      await reached();
    }
  }
}

function afterReload(error: unknown): Promise<never> {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < BETWEEN_RELOADS) throw error;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
  return new Promise(() => undefined); // until the page goes
}

function reached(): Promise<void> {
  return new Promise((resolve) => {
    const stop = onReach(() => {
      if (isAway()) return;
      stop();
      resolve();
    });
  });
}
