/** The place to write the next thing down, what is planned, and what happened with a record: pinned notes first, then the newest. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { timelinePages } from "../../api/records";
import type { ObjectMeta, Row, TimelineItem, TimelineKind } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { Composer } from "./Composer";
import { PlannedActivities, usePlanned } from "./PlannedActivities";
import { TimelineEntry } from "./TimelineEntry";

const KINDS: readonly TimelineKind[] = ["event", "note", "call", "meeting", "task", "email", "notice"];

export function Timeline({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<TimelineKind | null>(null);
  const pages = useInfiniteQuery(timelinePages(meta, record.id));
  const ahead = usePlanned(meta, record);
  const aheadKeys = new Set(ahead.map((each) => `${each.object} ${each.row.id}`));
  const all = (pages.data?.pages.flatMap((page) => page.items) ?? []).filter((item) => !aheadKeys.has(`${item.kind} ${item.id}`));
  const isPinned = (item: TimelineItem) => item.record?.["pinned"] === true;
  const items = [...all.filter(isPinned), ...all.filter((item) => !isPinned(item))];
  const present = KINDS.filter((each) => items.some((item) => item.kind === each));
  const shown = kind ? items.filter((item) => item.kind === kind) : items;
  return (
    <div>
      <Composer meta={meta} record={record} />
      <PlannedActivities items={ahead} />
      <section className="panel timeline">
        {present.length > 1 && (
          <div className="timeline-kinds" role="group" aria-label={t("record.timeline")}>
            {([null, ...present] as const).map((each) => (
              <button key={each ?? ""} type="button" className={each === kind ? "tab is-on" : "tab"} aria-pressed={each === kind} onClick={() => setKind(each)}>
                {t(`timeline.${each ?? "all"}`)}
              </button>
            ))}
          </div>
        )}
        {pages.isPending ? (
          <Loading rows={5} />
        ) : pages.isError && items.length === 0 ? (
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        ) : shown.length === 0 ? (
          <EmptyState text={t("timeline.empty")} />
        ) : (
          <ol className="entries">
            {shown.map((item) => (
              <TimelineEntry key={`${item.kind} ${item.id}`} item={item} meta={meta} />
            ))}
          </ol>
        )}
        {pages.hasNextPage && (
          <Button block type="text" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("timeline.more")}
          </Button>
        )}
      </section>
    </div>
  );
}
