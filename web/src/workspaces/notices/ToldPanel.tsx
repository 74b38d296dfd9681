/** Who was told of a record, on which channels, and whether it arrived and was read. */
import { SendOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get } from "../../api/client";
import type { components } from "../../api/generated";
import type { RecordSlotProps } from "../../objects/slots";
import { showDateTime, showRelative } from "../../lib/time";
import { DeliveryTag } from "./DeliveryTag";
import "./notices.css";

type Told = components["schemas"]["Told"];
const FEW = 4;

export function ToldPanel({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const { data } = useQuery({ queryKey: ["notices", "told", meta.name, record.id], queryFn: ({ signal }) => get<Told[]>("/api/notices/told", { object: meta.name, record: record.id }, signal) });
  if (!data || data.length === 0) return null;
  return (
    <section className="panel related" aria-label={t("notices.told.title")}>
      <div className="panel-line">
        <span className="related-head">
          <SendOutlined /> {t("notices.told.title")}
        </span>
        <span className="grow" />
        <Link className="small-text" to={`/deliveries?object=${meta.name}&record=${record.id}`}>
          {t("notices.told.ledger")}
        </Link>
      </div>
      <ul className="told">
        {(all ? data : data.slice(0, FEW)).map((each) => (
          <li key={each.id}>
            <div className="told-line">
              <b>{each.recipient?.title ?? (each.address || t("notices.told.outside"))}</b>
              <time className="muted small-text" title={showDateTime(each.at)}>
                {showRelative(each.at)}
              </time>
            </div>
            <div className="small-text">{each.title}</div>
            <div className="told-states">
              {each.deliveries.map((delivery) => (
                <DeliveryTag key={`${delivery.channel}.${delivery.round}`} delivery={delivery} named />
              ))}
              {each.settled_at ? <span className="small-text muted">{t("notices.told.settled", { when: showRelative(each.settled_at) })}</span> : each.read_at && <span className="small-text muted">{t("notices.ledger.read", { when: showRelative(each.read_at) })}</span>}
            </div>
          </li>
        ))}
      </ul>
      {data.length > FEW && (
        <div className="related-row">
          <Button type="link" size="small" onClick={() => setAll(!all)}>
            {t(all ? "notices.told.fewer" : "notices.told.all", { count: data.length })}
          </Button>
        </div>
      )}
    </section>
  );
}
