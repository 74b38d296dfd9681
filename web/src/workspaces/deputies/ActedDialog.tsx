/** What came and was done in somebody's place, and what is still open. */
import { useQuery } from "@tanstack/react-query";
import { Modal, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { actedQuery, type Delegation } from "./calls";
import "./deputies.css";

export function ActedDialog({ row, onClose }: { row: Delegation; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(actedQuery(row.id));
  return (
    <Modal open title={`${row.user.title} → ${row.deputy.title}`} footer={null} width={680} onCancel={onClose}>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={3} />
      ) : data.items.length === 0 ? (
        <EmptyState text={t("deputies.actedNone")} />
      ) : (
        <ul className="acted">
          {data.items.map((each, at) => (
            <li key={at}>
              <span className="muted">{each.at ? showDateTime(each.at) : t("deputies.open")}</span>
              <Tag>{t(`deputies.act.${each.kind}`)}</Tag>
              <span>{each.url.startsWith("/") ? <Link to={each.url} onClick={onClose}>{each.title}</Link> : each.title}</span>
              {each.outcome && <Tag color="blue">{each.outcome}</Tag>}
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
