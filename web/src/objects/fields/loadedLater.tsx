/**
 * An input in a file of its own: fetched once the first page stands there and the browser rests, so that the first key typed into a value edited where it stands is not
 * lost; until it has come, what stands in its place cannot be mistaken for an input.
 */
import { lazy, Suspense, useState, type ComponentType } from "react";
import type { InputProps } from "./kind";

export type LaterProps = InputProps & { prefix?: string | undefined };

/** Until then the first page itself is loaded, which leaves pauses in which the browser seems to rest. */
const AFTER_START_MS = 2_500;

export function loadedLater(load: () => Promise<ComponentType<LaterProps>>): ComponentType<LaterProps> {
  let loaded: ComponentType<LaterProps> | undefined;
  const fetch = async () => ({ default: (loaded = await load()) });
  const Lazy = lazy(fetch);
  if ("requestIdleCallback" in window) window.setTimeout(() => window.requestIdleCallback(() => void fetch().catch(() => undefined), { timeout: 10_000 }), AFTER_START_MS);

  return function Later(props: LaterProps) {
    const [Input] = useState(() => loaded);
    if (Input) return <Input {...props} />;
    return (
      <Suspense fallback={<span className="input-coming" aria-busy="true" />}>
        <Lazy {...props} />
      </Suspense>
    );
  };
}
