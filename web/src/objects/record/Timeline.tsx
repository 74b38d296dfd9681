/** The place to write the next thing down, what is planned, and what happened with a record: pinned notes first, then by day, the newest on top. */
import { SearchOutlined } from "@ant-design/icons";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldOf, useObjects } from "../../api/objects";
import { timelinePages } from "../../api/records";
import type { ObjectMeta, Row, TimelineItem } from "../../api/types";
import { inZone, today } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { useDebounced } from "../../ui/useDebounced";
import { departmentOf } from "../departments";
import { Composer } from "./Composer";
import { byDay } from "./days";
import { PlannedActivities, usePlanned } from "./PlannedActivities";
import { TimelineEntry } from "./TimelineEntry";

const FIRST = ["event", "note", "call", "meeting", "task", "email"];
const keyOf = (item: TimelineItem) => `${item.kind} ${item.id}`;

/** Do other records refer to this one, so that their timelines may be taken in? */
function useHasAround(meta: ObjectMeta): boolean {
  const objects = useObjects();
  return meta.related.some((related) => {
    const target = objects.find((each) => each.name === related.object);
    return !!target && !target.is_setup && departmentOf(target) !== "activities" && fieldOf(target, related.field)?.type === "reference";
  });
}

export function Timeline({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [around, setAround] = useState(false);
  const hasAround = useHasAround(meta);
  const search = useDebounced(text.trim());
  const pages = useInfiniteQuery({ ...timelinePages(meta, record.id, { kind, search: search || null, around }), placeholderData: keepPreviousData });
  const ahead = usePlanned(meta, record);
  const aheadKeys = new Set(ahead.map((each) => `${each.object} ${each.row.id}`));
  const first = pages.data?.pages[0];
  const pinned = kind === null && !search ? (first?.pinned ?? []) : [];
  const onTop = new Set(pinned.map(keyOf));
  const items = (pages.data?.pages.flatMap((page) => page.items) ?? []).filter((item) => !aheadKeys.has(keyOf(item)) && !onTop.has(keyOf(item)));
  const counts = first?.counts ?? {};
  const others = [...new Set([...Object.keys(counts), ...items.map((item) => item.kind)])].filter((each) => !FIRST.includes(each));
  const kinds = [...FIRST.filter((each) => each === "event" || each in counts), ...others];
  if (kind && !kinds.includes(kind)) kinds.push(kind);

  return (
    <div>
      <Composer meta={meta} record={record} />
      <PlannedActivities items={ahead} />
      <section className="panel timeline">
        <div className="timeline-bar">
          <div className="timeline-kinds" role="group" aria-label={t("record.timeline")}>
            {[null, ...kinds].map((each) => (
              <button key={each ?? ""} type="button" className={each === kind ? "tab is-on" : "tab"} aria-pressed={each === kind} onClick={() => setKind(each)}>
                {each ? t(`timeline.${each}`, { defaultValue: each }) : t("timeline.all")}
                {each && counts[each] ? <span className="tab-count"> {counts[each]}</span> : null}
              </button>
            ))}
          </div>
          {hasAround && (
            <Checkbox checked={around} onChange={(event) => setAround(event.target.checked)}>
              {t(meta.name === "account" ? "timeline.customer" : "timeline.around")}
            </Checkbox>
          )}
          <Input size="small" allowClear className="timeline-search" prefix={<SearchOutlined />} value={text} placeholder={t("timeline.search")} aria-label={t("timeline.search")} onChange={(event) => setText(event.target.value)} />
        </div>
        {pages.isPending ? (
          <Loading rows={5} />
        ) : pages.isError && items.length === 0 ? (
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        ) : items.length + pinned.length === 0 ? (
          <EmptyState text={t(search ? "timeline.nothingFound" : "timeline.empty")} />
        ) : (
          <div className={pages.isPlaceholderData ? "is-waiting" : ""}>
            {pinned.length > 0 && <Group title={t("timeline.pinned")} items={pinned} meta={meta} />}
            {byDay(items).map(({ day, items: some }) => (
              <Group key={day} title={<DayName day={day} at={some[0]?.at ?? day} />} items={some} meta={meta} />
            ))}
          </div>
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

function Group({ title, items, meta }: { title: React.ReactNode; items: TimelineItem[]; meta: ObjectMeta }) {
  return (
    <section className="timeline-day">
      <h3 className="muted">{title}</h3>
      <ol className="entries">
        {items.map((item) => (
          <TimelineEntry key={keyOf(item)} item={item} meta={meta} />
        ))}
      </ol>
    </section>
  );
}

function DayName({ day, at }: { day: string; at: string }) {
  const { t } = useTranslation();
  const now = today();
  if (day === now) return t("period.today");
  if (inZone(at).add(1, "day").format("YYYY-MM-DD") === now) return t("period.yesterday");
  return inZone(at).format(day.slice(0, 4) === now.slice(0, 4) ? t("timeline.dayFormat") : t("timeline.dayFormatYear"));
}
