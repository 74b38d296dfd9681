/** The inner size of an element, followed. */
import { useEffect, useLayoutEffect, useState, type RefObject } from "react";

export function useSize(target: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  // At once, so that what needs the size is drawn with the rest.
  useLayoutEffect(() => {
    const element = target.current;
    // eslint-disable-next-line react-hooks/set-state-in-effect -- a size is known only once the element stands there
    if (element) setSize({ width: element.clientWidth, height: element.clientHeight });
  }, [target]);
  useEffect(() => {
    const element = target.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return size;
}
