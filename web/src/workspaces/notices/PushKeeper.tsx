/** Keeps this browser's subscription right, and goes where a click on one of its notices leads. */
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { useMe } from "../../api/session";
import { keepUp } from "./browserPush";
import { useReading } from "./useReading";

interface Clicked {
  type?: string;
  path?: string;
  /** What is to be marked as read, if the service worker could not. */
  notice?: number | null;
}

export function PushKeeper() {
  const { id } = useMe();
  const navigate = useNavigate();
  const { markRead } = useReading();
  const latest = useRef({ navigate, markRead });
  useEffect(() => {
    latest.current = { navigate, markRead };
  });
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return undefined;
    keepUp(id).catch(() => undefined); // without the push service the open pages still tell everything
    const hear = ({ data }: MessageEvent<Clicked | null>) => {
      if (data?.type !== "magpie.open" || !data.path?.startsWith("/")) return;
      if (data.notice) void latest.current.markRead({ id: data.notice });
      void latest.current.navigate(data.path);
    };
    navigator.serviceWorker.addEventListener("message", hear);
    return () => navigator.serviceWorker.removeEventListener("message", hear);
  }, [id]);
  return null;
}
