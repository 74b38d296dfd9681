/** What waits for one's approval, what one asked for, and what one has answered; one request alone at its own address. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Segmented, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { useLive } from "../../api/live";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { ApprovalCard } from "./ApprovalCard";
import { cardQuery, deskPages, SHOWS, type Show } from "./calls";
import "./approvals.css";

export function ApprovalsPage() {
  const { id } = useParams();
  useLive(["approval"]);
  return id ? <One id={Number(id)} /> : <Desk />;
}

function One({ id }: { id: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(cardQuery(id));
  return (
    <div className="page">
      <PageHead title={t("approvals.title")} back="/approvals">
        <Button onClick={() => void navigate("/approvals")}>{t("approvals.back")}</Button>
      </PageHead>
      {data ? (
        <div className="approvals">
          <ApprovalCard key={data.state} approval={data} />
        </div>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </div>
  );
}

function Desk() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const show = SHOWS.find((each) => each === search.get("show")) ?? "waiting";
  const askedIn = search.get("asked_in");
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(deskPages(show, askedIn));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <PageHead title={t("approvals.title")} about={t("approvals.about")} />
      <div className="approval-bar">
        <Segmented<Show> value={show} options={SHOWS.map((value) => ({ value, label: t(`approvals.shows.${value}`) }))} onChange={(value) => setSearch(value === "waiting" ? {} : { show: value }, { replace: true })} />
        {askedIn && <Tag closable={{ "aria-label": t("approvals.showAll") }} onClose={() => setSearch({ show }, { replace: true })}>{t("approvals.ofImport")}</Tag>}
        <Link to="/asks" className="muted">
          {t("approvals.asks")}
        </Link>
      </div>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : items.length === 0 ? (
        <EmptyState text={t(`approvals.none.${show}`)} />
      ) : (
        <div className="approvals">
          {items.map((each) => (
            <ApprovalCard key={`${each.id} ${each.state}`} approval={each} />
          ))}
          {hasNextPage && (
            <div className="page-more">
              <Button onClick={() => void fetchNextPage()}>{t("list.loadMore")}</Button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}
