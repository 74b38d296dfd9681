/** The rows of a card, or what stands in their place: loading, a fault, or what to do when there are none. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, Skeleton } from "antd";
import { Link } from "react-router";
import type { Row } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import type { Few } from "./useFew";

interface Props {
  few: Few;
  /** The whole list. */
  to: string;
  empty: ReactNode;
  children: (row: Row) => ReactNode;
}

export function Rows({ few: { rows, count, error, retry }, to, empty, children }: Props) {
  const { t } = useTranslation();
  if (!rows) return error ? <Fault error={error} onRetry={retry} /> : <Waiting />;
  if (rows.length === 0) return <Nothing>{empty}</Nothing>;
  const left = (count ?? rows.length) - rows.length;
  return (
    <>
      <ul className="today-rows">{rows.map(children)}</ul>
      {left > 0 && (
        <Link className="today-more" to={to}>
          {t("today.more", { count: left })}
        </Link>
      )}
    </>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return <div className="today-none muted">{children}</div>;
}

export function Waiting() {
  return (
    <div className="today-waiting" aria-busy="true">
      <Skeleton active title={false} paragraph={{ rows: 2, width: ["80%", "55%"] }} />
    </div>
  );
}

export function Fault({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="today-none" role="alert">
      {sentenceOf(error)}{" "}
      <Button type="link" size="small" onClick={onRetry}>
        {t("error.retry")}
      </Button>
    </div>
  );
}
