/** Above a record: what is to be done with it as soon as others agree. */
import { SafetyCertificateOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import type { RecordSlotProps } from "../../objects/slots";
import { ofRecord } from "./calls";
import "./approvals.css";

export function RecordBanner({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  useLive(["approval"]);
  const { data } = useQuery({ ...ofRecord(`${meta.name}:${record.id}`), enabled: !meta.is_setup });
  if (!data || data.items.length === 0) return null;
  return (
    <div className="approval-banner" role="status">
      <SafetyCertificateOutlined />
      <b className="nowrap">{t("approvals.banner")}</b>
      {data.items.map((each) => (
        <Fragment key={each.id}>
          <span>
            {each.what} <span className="muted">{each.asked_by?.title}</span>
          </span>
          <Link to={`/approvals/${each.id}`}>{t(each.may_answer ? "approvals.shows.waiting" : "approvals.show")}</Link>
        </Fragment>
      ))}
    </div>
  );
}
