/** The versions of a workflow, newest first. */
import { useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { versionsQuery, type VersionItem } from "./calls";

export function VersionsTable({ workflow, onShow }: { workflow: number; onShow: (version: number) => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(versionsQuery(workflow));
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  if (data.length === 0) return <EmptyState text={t("automation.list.unpublished")} />;
  const columns: PlainColumn<VersionItem>[] = [
    {
      key: "number",
      title: t("automation.version.number"),
      heading: true,
      width: 160,
      render: (version) => (
        <>
          {version.number} {version.is_active && <Tag color="success">{t("automation.version.active")}</Tag>}
        </>
      ),
    },
    { key: "published", title: t("automation.version.published"), render: (version) => showDateTime(version.published_at) },
    { key: "by", title: t("automation.version.by"), render: (version) => version.published_by },
    { key: "runs", title: t("automation.version.runs"), width: 90, align: "right", render: (version) => version.runs },
    {
      key: "show",
      title: "",
      width: 90,
      align: "right",
      render: (version) => (
        <Button size="small" onClick={() => onShow(version.number)}>
          {t("automation.version.show")}
        </Button>
      ),
    },
  ];
  return <PlainTable rows={data} columns={columns} rowKey={(version) => version.number} />;
}
