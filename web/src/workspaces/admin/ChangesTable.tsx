/** Changes of records and set-up, newest first; those of set-up can be taken back. */
import { UndoOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../api/objects";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { MorePages } from "../../ui/MorePages";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { changePages, type AuditAsked, type AuditChange } from "./calls";
import { TakeBackDialog } from "./TakeBackDialog";

const MOST_CHANGES = 4;
const PATHS: Record<string, string> = { field: "/fields" };

export function ChangesTable({ asked }: { asked: AuditAsked }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const pages = useInfiniteQuery(changePages(asked));
  const { data, error, refetch } = pages;
  const [taking, setTaking] = useState<AuditChange | null>(null);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const pathOf = (item: AuditChange) => {
    const meta = objects.find((each) => each.name === item.object);
    if (!meta || !item.is_there) return null;
    return PATHS[item.object] ?? recordPath(meta, item.record);
  };

  const columns: PlainColumn<AuditChange>[] = [
    { key: "when", title: t("admin.audit.when"), width: 130, render: (item) => <time className="one-line" title={showRelative(item.at)}>{showDateTime(item.at)}</time> },
    {
      key: "who",
      title: t("admin.audit.who"),
      width: 150,
      render: (item) => (
        <span>
          {item.run ? <Link to={`/runs/${item.run}`}>{item.actor.title}</Link> : item.actor.title}
          {item.actor.kind !== "system" && <div className="muted audit-small">{item.source_label}</div>}
        </span>
      ),
    },
    {
      key: "record",
      title: t("admin.audit.what"),
      heading: true,
      width: "24%",
      render: (item) => {
        const path = pathOf(item);
        return (
          <span className="audit-record">
            <span className="muted audit-small">{item.object_label}</span>
            {path ? <Link to={path}>{item.title}</Link> : <span className={item.kind === "deleted" ? "audit-gone" : ""}>{item.title}</span>}
          </span>
        );
      },
    },
    { key: "change", title: t("admin.audit.changed"), render: (item) => <Changed item={item} /> },
    {
      key: "back",
      title: "",
      width: 90,
      align: "right",
      render: (item) =>
        item.is_setup && item.operation ? (
          <Button size="small" type="text" icon={<UndoOutlined />} onClick={() => setTaking(item)}>
            {t("admin.audit.takeBack")}
          </Button>
        ) : null,
    },
  ];

  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={8} />;
  return (
    <>
      {items.length === 0 ? <EmptyState text={t("admin.audit.none")} /> : <PlainTable rows={items} columns={columns} rowKey={(item) => item.id} />}
      <MorePages pages={pages} />
      {taking && <TakeBackDialog change={taking} onClose={() => setTaking(null)} />}
    </>
  );
}

function Changed({ item }: { item: AuditChange }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const shown = whole ? item.changes : item.changes.slice(0, MOST_CHANGES);
  return (
    <div className="audit-changed">
      <Tag color={item.kind === "created" ? "green" : item.kind === "deleted" ? "red" : item.kind === "updated" ? "blue" : "default"}>{item.label}</Tag>
      {item.reason && <span className="audit-reason">{t("admin.audit.because", { reason: item.reason })}</span>}
      {shown.map((change) => (
        <span key={change.field} className="audit-line">
          <span className="muted">{change.label}</span> {change.old_text && <del>{short(change.old_text)}</del>} {change.old_text && "→"} {short(change.new_text) || "–"}{" "}
        </span>
      ))}
      {item.changes.length > MOST_CHANGES && (
        <Button size="small" type="link" className="audit-more" onClick={() => setWhole(!whole)}>
          {whole ? t("admin.audit.less") : t("admin.audit.further", { count: item.changes.length - MOST_CHANGES })}
        </Button>
      )}
    </div>
  );
}

const short = (text: string) => (text.length > 160 ? `${text.slice(0, 160)} …` : text);
