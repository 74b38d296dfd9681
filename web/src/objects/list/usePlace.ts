/** Puts a list that is fetched page by page back to where it was: loads as many rows as there were, then scrolls. */
import { useEffect, useRef, useState } from "react";
import { keepPlace, readPlace, type Place } from "../../lib/places";

interface Pages {
  hasNextPage: boolean;
  isFetching: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** `scroll` is called once, when as many rows are there as were; `keep` takes down where one is now. */
export function usePlace(object: string, key: string, loaded: number, pages: Pages, scroll: (place: Place) => void): (part: Place) => void {
  const [start] = useState(() => ({ key, place: readPlace(object, key) }));
  const waiting = useRef(start.place.top !== undefined || start.place.left !== undefined);
  const { hasNextPage, isFetching, fetchNextPage } = pages;
  useEffect(() => {
    if (!waiting.current || loaded === 0) return;
    if (start.key !== key) {
      waiting.current = false;
    } else if (loaded < (start.place.loaded ?? 0) && hasNextPage) {
      if (!isFetching) void fetchNextPage();
    } else {
      waiting.current = false;
      requestAnimationFrame(() => scroll(start.place));
    }
  }, [fetchNextPage, hasNextPage, isFetching, key, loaded, scroll, start]);
  return (part) => {
    if (!waiting.current) keepPlace(object, key, { ...part, loaded });
  };
}
