/** The guests on the page of a meeting. */
import { TeamOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RecordSlotProps } from "../../objects/slots";
import { Problems } from "../../ui/Problems";
import { AnswerButtons } from "./AnswerButtons";
import { guestsQuery } from "./calls";
import { GuestList } from "./GuestList";
import { GuestsDialog } from "./GuestsDialog";
import "./guests.css";

export function GuestsPanel({ record }: RecordSlotProps) {
  const { t } = useTranslation();
  const { data, error } = useQuery(guestsQuery(record.id));
  const [changing, setChanging] = useState(false);
  if (!data) return error ? <Problems error={error} /> : null;
  if (data.items.length === 0 && (!data.may_change || record["status"] !== "planned")) return null;
  return (
    <section className="panel related" aria-label={t("calendar.guests.title")}>
      <div className="panel-line">
        <span className="related-head">
          <TeamOutlined /> {t("calendar.guests.title")}
        </span>
        <span className="grow" />
        {data.may_change && record["status"] === "planned" && (
          <Button size="small" type="link" onClick={() => setChanging(true)}>
            {t("calendar.guests.change")}
          </Button>
        )}
      </div>
      {data.items.length === 0 && <div className="related-row muted">{t("calendar.guests.none")}</div>}
      <div className="cal-guests-panel">
        <GuestList meeting={record.id} guests={data} />
        {data.mine && (
          <div className="cal-my-answer">
            <span className="muted">{t("calendar.guests.mine")}</span> <AnswerButtons meeting={record.id} given={data.mine} />
          </div>
        )}
      </div>
      {changing && <GuestsDialog record={record} guests={data} onClose={() => setChanging(false)} />}
    </section>
  );
}
