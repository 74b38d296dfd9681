/** How a notice travels on one channel: the state in its colour; the time, the attempts and the server's words on hover. */
import { Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { showDateTime } from "../../lib/time";
import type { DeliverySummary } from "./calls";

const COLORS: Record<string, string> = { queued: "default", sending: "processing", retrying: "warning", sent: "success", delivered: "success", failed: "error", kept: "default", held: "default", replaced: "default", withdrawn: "default" };

export function DeliveryTag({ delivery, named = false }: { delivery: DeliverySummary; named?: boolean }) {
  const { t } = useTranslation();
  const more = [delivery.sent_at && showDateTime(delivery.sent_at), delivery.attempts > 1 && t("notices.attempts", { count: delivery.attempts }), delivery.error].filter(Boolean).join(" · ");
  const tag = (
    <Tag color={COLORS[delivery.status] ?? "default"} variant="filled" {...(more ? { tabIndex: 0 } : {})}>
      {named && `${t(`notices.channel.${delivery.channel}`)}: `}
      {t(`notices.status.${delivery.status}`)}
    </Tag>
  );
  return more ? <Tooltip title={more}>{tag}</Tooltip> : tag;
}
