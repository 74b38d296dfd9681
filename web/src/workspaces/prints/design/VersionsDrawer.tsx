/** What the template was after each change, and who changed it; any of them can be used again. */
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { showDateTime } from "../../../lib/time";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { versionsQuery, type Version } from "../calls";

export function VersionsDrawer({ id, onUse, onClose }: { id: number; onUse: (version: Version) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ ...versionsQuery(id), staleTime: 0 });
  return (
    <Drawer open title={t("prints.design.versions")} onClose={onClose} size={420}>
      {!data && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />)}
      {data?.items.length === 0 && <EmptyState text={t("prints.design.noVersions")} />}
      {data?.items.map((version, at) => (
        <div key={version.id} className="print-version">
          <div>
            <b>{showDateTime(version.at)}</b> {version.by && <span className="muted">{t("prints.design.by", { who: version.by })}</span>}
            <div className="muted">{version.changed.join(" · ")}</div>
          </div>
          {at > 0 && (
            <Button size="small" onClick={() => onUse(version)}>
              {t("prints.design.takeBack")}
            </Button>
          )}
        </div>
      ))}
    </Drawer>
  );
}
