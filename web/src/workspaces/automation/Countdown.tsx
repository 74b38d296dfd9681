/** The time left until a moment, counting down; the moment itself on hover. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { showDateTime } from "../../lib/time";
import { timeLeft } from "./countdown";
import "./automation.css";

export function Countdown({ until }: { until: string }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  const left = timeLeft(until, now);
  const pause = left.key === "minutes" ? 1000 : 15_000;
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), pause);
    return () => window.clearInterval(timer);
  }, [pause]);
  return (
    <time className="countdown" dateTime={until} title={showDateTime(until)}>
      {t(`automation.left.${left.key}`, left.values)}
    </time>
  );
}
