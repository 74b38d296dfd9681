/** One set-up: what applying it would add, change and leave alone; applies it, or takes away what nobody used. */
import { CheckCircleOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { Cancelled } from "../../api/problem";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { sentenceOf } from "../../ui/Problems";
import { applyIndustry, industriesQuery, previewQuery, type Industry, type Preview } from "./calls";
import { Lines } from "./Lines";
import { RemoveDialog } from "./RemoveDialog";
import "./industries.css";

export function IndustryPage() {
  const { t } = useTranslation();
  const { key = "" } = useParams();
  const all = useQuery(industriesQuery);
  const preview = useQuery(previewQuery(key));
  const industry = all.data?.find((each) => each.key === key);
  const error = all.error ?? preview.error;
  if (all.data && !industry) return <EmptyState text={t("error.notFoundHint")} />;
  if (!industry || !preview.data) return error ? <ErrorState error={error} onRetry={() => void Promise.all([all.refetch(), preview.refetch()])} /> : <Loading />;
  return <Shown industry={industry} preview={preview.data} />;
}

function Shown({ industry, preview }: { industry: Industry; preview: Preview }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [wrong, setWrong] = useState("");
  const coming = preview.add.filter((line) => !leftOut.includes(line.kind === "playbook_item" ? "playbook" : line.kind));
  const count = coming.length + preview.change.length;
  const isBlocked = preview.conflicts.length > 0;

  const apply = async () => {
    setBusy(true);
    setWrong("");
    try {
      const done = await applyIndustry(industry.key, leftOut, t("industries.done", { name: industry.name }));
      void message.success(t("industries.doneCount", { name: industry.name, count: done.add.length + done.change.length }));
      await client.invalidateQueries();
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };

  return (
    <div className="page">
      <PageHead title={industry.name} about={industry.about} back="/setup/industries">
        {industry.applied && <Tag color="green">{t("industries.applied")}</Tag>}
        {industry.applied && <Button onClick={() => setRemoving(true)}>{t("industries.remove")}</Button>}
        <Button type="primary" loading={busy} disabled={count === 0 || isBlocked} onClick={() => void apply()}>
          {count === 0 ? t("industries.nothingNew") : t("industries.apply", { count })}
        </Button>
      </PageHead>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      {isBlocked && (
        <section className="page-box">
          <h2>{t("industries.conflicts")}</h2>
          <Alert type="error" showIcon className="gap-below" title={t("industries.conflictsText")} />
          <Lines lines={preview.conflicts} />
        </section>
      )}
      {count === 0 && !isBlocked && preview.add.length === 0 && <Alert type="success" showIcon icon={<CheckCircleOutlined />} className="gap-below" title={t("industries.upToDate")} />}
      {preview.change.length > 0 && (
        <section className="page-box">
          <h2>
            {t("industries.change")} <span className="muted">{preview.change.length}</span>
          </h2>
          <Lines lines={preview.change} />
        </section>
      )}
      {preview.add.length > 0 && (
        <section className="page-box">
          <h2>
            {t("industries.add")} <span className="muted">{coming.length}</span>
          </h2>
          <p className="muted">{t("industries.addText")}</p>
          <Lines
            lines={preview.add}
            leaves={preview.leaves}
            leftOut={leftOut}
            onLeaveOut={(kind, out) => setLeftOut((now) => (out ? [...now, kind] : now.filter((each) => each !== kind)))}
          />
        </section>
      )}
      {preview.keep.length > 0 && (
        <section className="page-box">
          <h2>
            {t("industries.keep")} <span className="muted">{preview.keep.length}</span>
          </h2>
          <Lines lines={preview.keep} />
        </section>
      )}
      {removing && <RemoveDialog industry={industry} onClose={() => setRemoving(false)} />}
    </div>
  );
}
