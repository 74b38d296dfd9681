/** An export that was made in the background, as its notice leads to it. */
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { PageHead } from "../../ui/PageHead";
import { JobCard } from "./JobCard";
import "./bulk.css";

export function ExportPage() {
  const { t } = useTranslation();
  const { id } = useParams();
  return (
    <div className="page">
      <PageHead title={t("bulkJobs.exportPage")} />
      <div className="export-page">
        <JobCard key={id} id={Number(id) || 0} />
      </div>
    </div>
  );
}
