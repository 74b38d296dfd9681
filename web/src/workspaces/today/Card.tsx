/** One card of the page: what it holds, how many, and the way to the whole list. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

interface Props {
  /** Also the place on a small screen, where all cards stand in one column. */
  name: string;
  icon: ReactNode;
  title: string;
  count?: number | undefined;
  /** What waits for the person, not only informs. */
  calls?: boolean;
  to?: string;
  extra?: ReactNode;
  children: ReactNode;
}

export function Card({ name, icon, title, count, calls, to, extra, children }: Props) {
  const { t } = useTranslation();
  const head = (
    <>
      <span className="today-icon">{icon}</span>
      {title}
      {!!count && <span className={`today-count${calls ? " is-calling" : ""}`}>{count}</span>}
    </>
  );
  return (
    <section className={`today-card is-${name}`} id={`today-${name}`} aria-label={title}>
      <header>
        <h2>{to ? <Link to={to} title={t("today.openList")}>{head}</Link> : head}</h2>
        <span className="grow" />
        {extra}
      </header>
      {children}
    </section>
  );
}
