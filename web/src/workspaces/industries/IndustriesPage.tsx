/** The set-ups that can be chosen, as cards; those that were applied say so, and whether there is something new in them. */
import { useQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { Brings } from "./Brings";
import { industriesQuery } from "./calls";
import { IndustryIcon } from "./IndustryIcon";
import "./industries.css";

export function IndustriesPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(industriesQuery);
  return (
    <div className="page">
      <PageHead title={t("industries.title")} about={t("industries.about")} back="/setup" />
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : (
        <div className="industry-cards">
          {data.map((industry) => (
            <Link key={industry.key} to={`/setup/industries/${industry.key}`} className="industry-card">
              <span className="industry-icon">
                <IndustryIcon name={industry.icon} />
              </span>
              <div className="grow">
                <h2>
                  {industry.name} {industry.applied && <Tag color="green">{t("industries.applied")}</Tag>}
                  {industry.applied && industry.new + industry.changed > 0 && <Tag color="blue">{t("industries.hasNew", { count: industry.new + industry.changed })}</Tag>}
                </h2>
                <p>{industry.about}</p>
                <Brings industry={industry} />
              </div>
            </Link>
          ))}
        </div>
      )}
    </div>
  );
}
