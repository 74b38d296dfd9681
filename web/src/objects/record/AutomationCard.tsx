/** What workflows did with this record and what they wait for. A workspace may replace it by a panel with the key "automation". */
import { PartitionOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get } from "../../api/client";
import type { ObjectMeta, Ref, Row } from "../../api/types";
import { showDateTime, showRelative } from "../../lib/time";

interface Automation {
  waiting: { run: number; workflow: Ref; step: string; text: string; wake_at: string | null }[];
  ran: { run: number; workflow: Ref; status: string; started_at: string; finished_at: string | null; text: string }[];
  not_run: { workflow: Ref | string; reason: string }[];
}

export function AutomationCard({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["records", meta.name, "record", String(record.id), "automation"],
    queryFn: ({ signal }) => get<Automation>(`/api/${meta.plural}/${record.id}/automation`, {}, signal),
    retry: false,
  });
  if (!data || data.waiting.length + data.ran.length === 0) return null;
  return (
    <section className="panel related">
      <div className="panel-line">
        <span className="related-head">
          <PartitionOutlined /> {t("record.automation")}
        </span>
      </div>
      {data.waiting.map((each) => (
        <div key={each.run} className="related-row">
          <b>{each.workflow.title}</b> <span className="muted">{t("record.automationWaiting")}</span>
          <div className="muted">
            {each.text} {each.wake_at && t("record.until", { when: showDateTime(each.wake_at) })}
          </div>
        </div>
      ))}
      {data.ran.slice(0, 5).map((each) => (
        <div key={each.run} className="related-row">
          <span>{each.workflow.title}</span> <span className="muted">{showRelative(each.started_at)}</span>
          {each.text && <div className="muted">{each.text}</div>}
        </div>
      ))}
    </section>
  );
}
