/**
 * An input in a file of its own: fetched once the first page stands there and the browser rests, so that the first key typed into a value edited where it stands is not
 * lost; until it has come, what stands in its place cannot be mistaken for an input.
 */
import { lazy, Suspense, useState, type ComponentType } from "react";
import { fetchPart } from "../../api/parts";
import { afterStart } from "../../lib/afterStart";
import type { InputProps } from "./kind";

export type LaterProps = InputProps & { prefix?: string | undefined };

export function loadedLater(load: () => Promise<ComponentType<LaterProps>>): ComponentType<LaterProps> {
  let loaded: ComponentType<LaterProps> | undefined;
  const fetch = async () => ({ default: (loaded = await fetchPart(load)) });
  const Lazy = lazy(fetch);
  afterStart(fetch);

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
