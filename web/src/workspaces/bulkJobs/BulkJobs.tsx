/** A card for each change or export in the background that goes on or has just ended, above whatever page is open. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { onBulk } from "../../api/live";
import { activeBulkJobs, type BulkJobItem } from "../../api/records";
import { JobCard } from "./JobCard";
import "./bulk.css";

const ASK_EVERY_MS = 3_000;

export function BulkJobs() {
  const client = useQueryClient();
  /** Also those that have ended since the page was opened, until the person closes them. */
  const [shown, setShown] = useState<ReadonlyMap<number, BulkJobItem | null>>(new Map());
  const active = useQuery({ ...activeBulkJobs, refetchInterval: ({ state }) => ((state.data?.items.length ?? 0) > 0 ? ASK_EVERY_MS : false) });
  const [seen, setSeen] = useState(active.data);
  if (active.data !== seen) {
    setSeen(active.data);
    if (active.data) setShown((now) => new Map([...now, ...active.data.items.map((job) => [job.id, job] as const)]));
  }

  useEffect(
    () =>
      onBulk((news) => {
        setShown((now) => (now.has(news.id) ? now : new Map(now).set(news.id, null)));
        void client.invalidateQueries({ queryKey: ["bulk-jobs", "one", news.id] });
      }),
    [client],
  );

  const close = (id: number) =>
    setShown((now) => {
      const next = new Map(now);
      next.delete(id);
      return next;
    });
  if (shown.size === 0) return null;
  return (
    <div className="bulk-jobs" role="status">
      {[...shown.keys()].map((id) => (
        <JobCard key={id} id={id} onClose={() => close(id)} onStarted={(made) => setShown((now) => new Map(now).set(made, null))} />
      ))}
    </div>
  );
}
