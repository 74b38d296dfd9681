/** What lies out of sight may be drawn after what is seen: false in the first drawing once `ready`, true right after it. */
import { startTransition, useEffect, useState } from "react";

export function useRest(ready: boolean): boolean {
  const [rest, setRest] = useState(false);
  useEffect(() => {
    if (ready) startTransition(() => setRest(true));
  }, [ready]);
  return rest;
}
