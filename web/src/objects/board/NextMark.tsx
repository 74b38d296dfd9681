/** A clock that tells by its colour when something is to be done next: overdue, today, later, or nothing planned. */
import { ClockCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { NextActivity } from "../../api/records";
import { showDateTime } from "../../lib/time";
import { dueState } from "./dueState";

export function NextMark({ next }: { next: NextActivity | null }) {
  const { t } = useTranslation();
  const state = next ? dueState(next.at ?? null, new Date().toISOString()) : "none";
  const label = next ? `${t(`board.next.${state}`)}: ${next.title}${next.at ? ` · ${showDateTime(next.at)}` : ""}` : t("board.next.none");
  return (
    <span className={`board-next is-${state}`} role="img" aria-label={label} title={label}>
      <ClockCircleOutlined />
    </span>
  );
}
