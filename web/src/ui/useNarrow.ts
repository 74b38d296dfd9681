/** Is the page as narrow as a phone? Follows the window. */
import { useSyncExternalStore } from "react";

const query = "(max-width: 767px)";

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}
