/** Hand-overs of work: what waits for the person, and what became of what they gave. */
import { SwapOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Progress, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useLive } from "../../api/live";
import { fieldOf, recordPath, useObject } from "../../api/objects";
import { recordPages } from "../../api/records";
import type { Filter, ObjectMeta, Row } from "../../api/types";
import { FieldShow } from "../../objects/fields/FieldShow";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import "./handover.css";

const WHICH = ["received", "given", "all"] as const;
type Which = (typeof WHICH)[number];
const FILTERS: Record<Which, Filter | null> = {
  received: { field: "receiver", is: "$me" },
  given: { any: [{ field: "giver", is: "$me" }, { field: "created_by", is: "$me" }] },
  all: null,
};

export function WorkPage() {
  const { t } = useTranslation();
  const meta = useObject("work_hand_over");
  return (
    <div className="page">
      <PageHead title={t("handover.work.title")} about={t("handover.work.about")}>
        <Link to="/work-hand-overs/new">
          <Button type="primary" icon={<SwapOutlined />}>
            {t("handover.work.new")}
          </Button>
        </Link>
      </PageHead>
      {meta ? <Shown meta={meta} /> : <EmptyState text={t("error.notFoundHint")} />}
    </div>
  );
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t, i18n } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const which = WHICH.find((each) => each === search.get("show")) ?? "received";
  const found = useInfiniteQuery(recordPages(meta, { filter: FILTERS[which], sort: "-offered_at", limit: 50 }));
  useLive(["work_hand_over"]);
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  const show = (name: string) => (row: Row) => {
    const field = fieldOf(meta, name);
    return field && <FieldShow dense field={field} value={row[name]} record={row} />;
  };
  const time = (name: string) => (row: Row) => typeof row[name] === "string" && <span title={showDateTime(row[name])}>{showRelative(row[name])}</span>;
  const columns: PlainColumn<Row>[] = [
    { key: "name", title: t("handover.work.name"), heading: true, render: (row) => <Link to={recordPath(meta, row.id)}>{row.title}</Link> },
    { key: "state", title: t("handover.work.state"), width: 110, render: show("state") },
    {
      key: "records",
      title: t("handover.work.records"),
      width: 150,
      render: (row) =>
        row["state"] === "moving" ? (
          <Progress aria-label={t("handover.work.records")} size="small" percent={Math.floor((100 * Number(row["moved"])) / Math.max(1, Number(row["total"])))} />
        ) : (
          Number(row["moved"]).toLocaleString(i18n.language)
        ),
    },
    { key: "offered", title: t("handover.work.offered"), width: 130, render: time("offered_at") },
    { key: "answered", title: t("handover.work.answered"), width: 130, render: time("answered_at") },
    { key: "reason", title: t("handover.work.reason"), render: (row) => <span className="pre-line">{String(row["reason"] || row["note"] || "")}</span> },
  ];
  return (
    <>
      <div className="page-filters">
        <Segmented<Which> value={which} onChange={(next) => setSearch(next === "received" ? {} : { show: next }, { replace: true })} options={WHICH.map((value) => ({ value, label: t(`handover.work.${value}`) }))} />
      </div>
      {!found.data ? (
        found.error ? <ErrorState error={found.error} onRetry={() => void found.refetch()} /> : <Loading />
      ) : rows.length === 0 ? (
        <EmptyState text={t("handover.work.none")} />
      ) : (
        <PlainTable rows={rows} columns={columns} rowKey={(row) => row.id} rowClass={(row) => (row["state"] === "offered" ? "is-waiting-lead" : "")} />
      )}
      {found.hasNextPage && (
        <div className="page-more">
          <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t("list.loadMore")}
          </Button>
        </div>
      )}
    </>
  );
}
