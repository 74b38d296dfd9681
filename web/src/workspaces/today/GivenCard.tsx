/** What became of the leads that the person gave away; the whole of it is a page of its own. Not shown to those who gave none. */
import { ExportOutlined } from "@ant-design/icons";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get } from "../../api/client";
import { fieldOf, recordPath } from "../../api/objects";
import type { ObjectMeta, Page } from "../../api/types";
import { showDateTime, showRelative } from "../../lib/time";
import { ChoiceTag } from "../../ui/ChoiceTag";
import type { GivenLead } from "../handover/calls";
import { durationOf } from "../handover/duration";
import { Card } from "./Card";

const givenQuery = queryOptions({
  queryKey: ["records", "lead", "given", "few"],
  queryFn: ({ signal }) => get<Page<GivenLead>>("/api/my-leads/given", { limit: 5 }, signal),
});

export function GivenCard({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const { data } = useQuery(givenQuery);
  if (!data || data.items.length === 0) return null;
  const colorOf = (status: string) => fieldOf(meta, "status")?.choices?.find((choice) => choice.value === status)?.color;
  return (
    <Card name="given" icon={<ExportOutlined />} title={t("handover.mine.title")} to="/my-leads">
      <ul className="today-rows">
        {data.items.map((lead) => (
          <li key={lead.id} className="today-row">
            <div className="today-main">
              <div className="today-line">
                {lead.can_open ? (
                  <Link to={recordPath(meta, lead.id)} className="today-title">
                    {lead.name}
                  </Link>
                ) : (
                  <span className="today-title">{lead.name}</span>
                )}
                <ChoiceTag color={colorOf(lead.status)}>{lead.status_label}</ChoiceTag>
                <span className="muted ellipsis">{lead.company}</span>
              </div>
              {lead.last && (
                <div className="today-line is-small muted" title={showDateTime(lead.last.at)}>
                  <span className="ellipsis">{[lead.last.actor?.title, lead.last.text].filter(Boolean).join(": ")}</span>
                  <span className="one-line">{showRelative(lead.last.at)}</span>
                </div>
              )}
            </div>
            <div className="today-taken">
              {lead.owner?.title ?? t("handover.mine.nobody")}
              <Taken lead={lead} />
            </div>
          </li>
        ))}
      </ul>
      {data.next && (
        <Link className="today-more" to="/my-leads">
          {t("today.all")}
        </Link>
      )}
    </Card>
  );
}

function Taken({ lead }: { lead: GivenLead }) {
  const { t } = useTranslation();
  const left = lead.hours_waiting === null ? null : durationOf(lead.hours_waiting);
  const time = left && t(`handover.time.${left.key}`, left.values);
  if (lead.is_waiting) return <Tag color="warning">{t("handover.mine.waits", { time })}</Tag>;
  if (lead.accepted_at) return <Tag color="success">{time ? t("handover.mine.accepted", { time }) : t("handover.mine.acceptedOnly")}</Tag>;
  return null;
}
