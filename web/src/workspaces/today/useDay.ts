/** The day as it goes on: a new value each minute. */
import { useEffect, useState } from "react";
import { dayOf, type Day } from "./day";

export function useDay(): Day {
  const [day, setDay] = useState(() => dayOf(new Date()));
  useEffect(() => {
    const timer = window.setInterval(() => {
      setDay((known) => {
        const next = dayOf(new Date());
        return next.now === known.now ? known : next;
      });
    }, 10_000);
    return () => window.clearInterval(timer);
  }, []);
  return day;
}
