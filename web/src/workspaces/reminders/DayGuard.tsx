/** Sees to it that nobody leaves with something open: near the end of the working day, on signing out, and on closing the page. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { lazily } from "../../api/parts";
import { useMe } from "../../api/session";
import { onLeaving } from "../../lib/leaving";
import { useNow } from "../../ui/useNow";
import { workdayQuery } from "./calls";
import { openWork } from "./openWork";
import "./reminders.css";

const LeavingDialog = lazily(() => import("./LeavingDialog").then((module) => ({ default: module.LeavingDialog })));
const LEAD_MS = 30 * 60_000;
const LATER_MS = 15 * 60_000;

export function DayGuard() {
  const { t } = useTranslation();
  const me = useMe();
  const now = useNow();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { data, refetch } = useQuery({ ...workdayQuery(null), enabled: !me.viewing_as });
  const [leaving, setLeaving] = useState<((goes: boolean) => void) | null>(null);
  const [quietUntil, setQuietUntil] = useState(0);
  const work = data ? openWork(data, now) : [];
  const count = work.length;
  const calls = !!data?.evening_due && count > 0;

  const closes = data?.closes_at;
  useEffect(() => {
    if (!closes) return undefined;
    const wait = Date.parse(closes) - LEAD_MS - Date.now();
    if (wait <= 0) return undefined;
    const timer = window.setTimeout(() => void refetch(), wait + 1000);
    return () => window.clearTimeout(timer);
  }, [closes, refetch]);

  useEffect(() => {
    if (count === 0 || me.viewing_as) return undefined;
    return onLeaving(
      () =>
        new Promise((resolve) => {
          setLeaving(() => (goes: boolean) => {
            setLeaving(null);
            resolve(goes);
          });
        }),
    );
  }, [count, me.viewing_as]);

  useEffect(() => {
    if (!calls) return undefined;
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault();
      setQuietUntil(0);
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [calls]);

  return (
    <>
      {calls && now >= quietUntil && pathname !== "/worklog" && (
        <aside className="evening" role="alertdialog" aria-label={t("reminders.evening.title", { count })}>
          <strong>{t("reminders.evening.title", { count })}</strong>
          <ul>
            {work.slice(0, 3).map((each) => (
              <li key={each.key} className="ellipsis">
                {each.subject}
              </li>
            ))}
          </ul>
          <div className="evening-acts">
            <Button size="small" onClick={() => setQuietUntil(Date.now() + LATER_MS)}>
              {t("reminders.evening.later")}
            </Button>
            <Button size="small" type="primary" onClick={() => void navigate("/worklog?check=evening")}>
              {t("reminders.evening.go")}
            </Button>
          </div>
        </aside>
      )}
      <Suspense fallback={null}>{leaving && <LeavingDialog onDone={leaving} />}</Suspense>
    </>
  );
}
