/** On a hand-over of work: each record that went along, and which stayed and why. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RecordSlotProps } from "../../objects/slots";
import { handedRecords } from "./workCalls";

export function HandedCard({ record }: RecordSlotProps) {
  const { t } = useTranslation();
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(handedRecords(record.id));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel related">
      <div className="panel-line">
        <span className="related-head">
          {t("handover.work.items")} <span className="muted">{String(record["total"])}</span>
        </span>
      </div>
      {items.map((item) => (
        <div key={`${item.object}:${item.id}`} className="related-row">
          {item.can_open ? (
            <Link to={`/${item.plural}/${item.id}`} className="ellipsis" title={item.title}>
              {item.title}
            </Link>
          ) : (
            <span className="ellipsis">{item.title}</span>
          )}
          <div className="related-fields muted">
            <span>{item.label}</span>
            {item.state === "kept" && <Tag color="warning" title={item.reason}>{t("handover.work.stayed", { reason: item.reason })}</Tag>}
            {item.state === "returned" && <Tag>{t("handover.work.returned")}</Tag>}
            {item.state === "planned" && <Tag color="processing">{t("handover.work.planned")}</Tag>}
          </div>
        </div>
      ))}
      {hasNextPage && (
        <Button type="link" size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("handover.work.more")}
        </Button>
      )}
    </section>
  );
}
