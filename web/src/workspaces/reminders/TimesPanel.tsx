/** On a reminder's page: each time at which it was due, how often it was told, and what was answered. */
import { BellOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RecordSlotProps } from "../../objects/slots";
import { timesQuery } from "./calls";
import { OccurrenceRow } from "./OccurrenceRow";
import "./reminders.css";

export function TimesPanel({ record }: RecordSlotProps) {
  const { t } = useTranslation();
  const { data } = useQuery(timesQuery(record.id));
  if (!data || data.items.length === 0) return null;
  return (
    <section className="panel related" aria-label={t("reminders.times")}>
      <div className="panel-line">
        <span className="related-head">
          <BellOutlined /> {t("reminders.times")}
        </span>
      </div>
      <ul className="occurrences is-panel">
        {data.items.map((occurrence) => (
          <OccurrenceRow key={occurrence.id} occurrence={occurrence} />
        ))}
      </ul>
    </section>
  );
}
