/** The head of a hand-made page: title, a sentence about it, and what can be done. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useTitle } from "./useTitle";
import "./pages.css";

interface Props {
  title: ReactNode;
  about?: ReactNode;
  back?: string;
  children?: ReactNode;
}

export function PageHead({ title, about, back, children }: Props) {
  const { t } = useTranslation();
  useTitle(typeof title === "string" ? title : null);
  return (
    <header className="page-head">
      <div className="page-head-line">
        {back && (
          <Link to={back} className="record-back" aria-label={t("common.back")} title={t("common.back")}>
            <ArrowLeftOutlined />
          </Link>
        )}
        <h1 className="page-title">{title}</h1>
        <span className="grow" />
        {children && <div className="page-head-actions">{children}</div>}
      </div>
      {about && <p className="muted page-about">{about}</p>}
    </header>
  );
}
