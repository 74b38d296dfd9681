/** Sign-ins and refused ones, exports, looking as somebody else: what is no change of a record. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { showDateTime, showRelative } from "../../lib/time";
import { Ellipsis } from "../../ui/Ellipsis";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { MorePages } from "../../ui/MorePages";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { entryPages, type AuditAsked, type AuditItem } from "./calls";

export function EntriesTable({ asked }: { asked: AuditAsked }) {
  const { t } = useTranslation();
  const pages = useInfiniteQuery(entryPages(asked));
  const { data, error, refetch } = pages;
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const columns: PlainColumn<AuditItem>[] = [
    { key: "when", title: t("admin.audit.when"), width: 130, render: (item) => <time className="one-line" title={showRelative(item.at)}>{showDateTime(item.at)}</time> },
    { key: "who", title: t("admin.audit.who"), width: 170, heading: true, render: (item) => item.name || "–" },
    { key: "what", title: t("admin.audit.kind"), width: 150, render: (item) => <Tag color={item.kind === "sign_in_refused" ? "red" : item.kind.startsWith("view") ? "gold" : "default"}>{item.label}</Tag> },
    {
      key: "about",
      title: t("admin.audit.aboutWhat"),
      render: (item) => (
        <span>
          {item.about} {item.reason && <span className="audit-reason">{t("admin.audit.because", { reason: item.reason })}</span>}
        </span>
      ),
    },
    { key: "address", title: t("admin.audit.address"), width: 130, render: (item) => item.address },
    { key: "agent", title: t("admin.audit.agent"), width: "22%", render: (item) => <Ellipsis text={item.agent} /> },
  ];
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={8} />;
  return (
    <>
      {items.length === 0 ? <EmptyState text={t("admin.audit.none")} /> : <PlainTable rows={items} columns={columns} rowKey={(item) => item.id} />}
      <MorePages pages={pages} />
    </>
  );
}
