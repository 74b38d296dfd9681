/** Takes a set-up away: shows first what would go and what stays, with the reason. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import { removalQuery, removeIndustry, type Industry } from "./calls";
import { Lines } from "./Lines";

export function RemoveDialog({ industry, onClose }: { industry: Industry; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(removalQuery(industry.key));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const remove = async () => {
    setBusy(true);
    setWrong("");
    try {
      await removeIndustry(industry.key, t("industries.removed", { name: industry.name }));
      onClose();
      await client.invalidateQueries();
    } catch (problem) {
      if (!(problem instanceof Cancelled)) setWrong(sentenceOf(problem));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={720}
      title={t("industries.removeTitle", { name: industry.name })}
      okText={t("industries.removeOk", { count: data?.remove.length ?? 0 })}
      okButtonProps={{ danger: true, disabled: !data || data.remove.length === 0, loading: busy }}
      cancelText={t("common.cancel")}
      onOk={() => void remove()}
      onCancel={onClose}
    >
      <p className="muted">{t("industries.removeText")}</p>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : (
        <>
          {data.keep.length > 0 && (
            <section className="gap-below">
              <h3>
                {t("industries.stays")} <span className="muted">{data.keep.length}</span>
              </h3>
              <Lines lines={data.keep} />
            </section>
          )}
          <section>
            <h3>
              {t("industries.goes")} <span className="muted">{data.remove.length}</span>
            </h3>
            <Lines lines={data.remove} />
          </section>
        </>
      )}
    </Modal>
  );
}
