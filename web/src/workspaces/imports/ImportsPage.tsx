/** The imports so far, and the way to a new one. */
import { ImportOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObjects } from "../../api/objects";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { importsQuery, type Import } from "./calls";
import { ImportStatus } from "./ImportStatus";

export function ImportsPage() {
  const { t } = useTranslation();
  const objects = useObjects();
  const { data, error, refetch } = useQuery(importsQuery);
  const begin = (
    <Link to="/imports/new">
      <Button type="primary" icon={<ImportOutlined />}>
        {t("imports.newPlain")}
      </Button>
    </Link>
  );
  const columns: PlainColumn<Import>[] = [
    { key: "file", title: t("imports.file"), heading: true, render: (each) => <Link to={`/imports/${each.id}`}>{each.file_name}</Link> },
    { key: "object", title: t("imports.steps.file"), width: 140, render: (each) => objects.find((meta) => meta.name === each.object)?.label_plural ?? each.object },
    { key: "status", title: t("imports.result"), width: 130, render: (each) => <ImportStatus status={each.status} /> },
    {
      key: "counts",
      title: "",
      render: (each) =>
        each.status === "mapping" ? null : (
          <span className="number">
            {t("imports.created")} {each.created} · {t("imports.updated")} {each.updated} · {t("imports.failed")} {each.failed}
          </span>
        ),
    },
    { key: "when", title: t("imports.when"), width: 150, render: (each) => <span className="one-line">{showDateTime(each.created_at)}</span> },
  ];
  return (
    <div className="page">
      <PageHead title={t("imports.title")} about={t("imports.about")}>
        {begin}
      </PageHead>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : data.length === 0 ? (
        <EmptyState text={t("imports.none")} action={begin} />
      ) : (
        <PlainTable rows={data} columns={columns} rowKey={(each) => each.id} />
      )}
    </div>
  );
}
