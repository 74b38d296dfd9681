/** Above a record: that it is in a pool, or how soon it falls into one; on opening, its way through the pool. */
import { InboxOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Popover, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { titleOf } from "../../objects/fields/reference";
import type { RecordSlotProps } from "../../objects/slots";
import { useMe } from "../../api/session";
import { showDateTime, showRelative } from "../../lib/time";
import { daysUntil, movesQuery } from "./calls";
import "./pool.css";

/** Earlier than this nobody needs to be told. */
const SOON = 14;

export function PoolBanner({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const me = useMe();
  const [now] = useState(() => Date.now());
  const { data: moves = [] } = useQuery(movesQuery(meta, record.id));
  const due = typeof record["pool_due_at"] === "string" ? record["pool_due_at"] : null;
  const days = due ? daysUntil(due, now) : null;
  if (!record["pool"] && (days === null || days > SOON)) return null;
  const owner = record["owner"] as { id: number } | null;
  const text = record["pool"]
    ? t("pool.bannerIn", { pool: titleOf(record["pool"]), when: showRelative(String(record["pool_since"])) })
    : t(owner?.id === me.id ? "pool.bannerDue" : "pool.bannerOther", { count: days ?? 0, owner: titleOf(owner) });
  return (
    <div className={`pool-banner ${!record["pool"] && days !== null && days <= 3 ? "is-near" : ""}`}>
      <InboxOutlined />
      <span title={due ? showDateTime(due) : undefined}>{text}</span>
      {moves.length > 0 && (
        <Popover
          trigger="click"
          placement="bottomLeft"
          content={
            <ul className="pool-moves">
              {moves.map((move) => (
                <li key={`${move.at} ${move.kind}`}>
                  <span className="muted">{showDateTime(move.at)}</span> {t(`pool.move.${move.kind as "claimed"}`, { user: move.user, by: move.by, pool: move.pool, former: move.former_owner || "–" })}
                  {move.reason && <div className="muted">“{move.reason}”</div>}
                </li>
              ))}
            </ul>
          }
        >
          <button type="button" className="pool-history">
            <Tag>{t("pool.history")}</Tag>
          </button>
        </Popover>
      )}
    </div>
  );
}
