/** What a page shows stands in its address, so that it can be sent as a link; an empty value leaves its part out. */
import { useSearchParams } from "react-router";

export function useAddressParts(): [URLSearchParams, (name: string, value: string) => void] {
  const [parts, setParts] = useSearchParams();
  const set = (name: string, value: string) =>
    setParts(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return [parts, set];
}
