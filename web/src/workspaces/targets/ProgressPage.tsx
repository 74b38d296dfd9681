/** Targets of a period and how far they are achieved. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { useObject } from "../../api/objects";
import { FormContext } from "../../objects/form/FormContext";
import { ReportActions } from "../../objects/ReportActions";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { progressQuery, type TargetShown } from "./calls";
import { PeriodPicker } from "./PeriodPicker";
import { showOf } from "./showOf";
import { TargetBar } from "./TargetBar";
import { usePeriod } from "./usePeriod";
import "./targets.css";

export function ProgressPage() {
  const { t, i18n } = useTranslation();
  const meta = useObject("target");
  const { openForm } = use(FormContext);
  const { search, set, period, on, setPeriod } = usePeriod();
  const mine = search.get("show") === "mine";
  const { data, error, refetch } = useQuery(progressQuery(period, on, mine));
  useLive(["target", "opportunity"]);
  const show = (target: TargetShown, value: string) => showOf(target, value, i18n.language);

  const columns: PlainColumn<TargetShown>[] = [
    {
      key: "who",
      title: t("targets.person"),
      heading: true,
      width: 240,
      render: (target) => (
        <Link to={`/targets/${target.id}`} className="person">
          {target.person && <PersonAvatar name={target.person.title} size={20} />} {target.person?.title ?? target.team?.title ?? target.name}
        </Link>
      ),
    },
    { key: "measure", title: t("targets.measure"), width: 140, render: (target) => target.measure_label },
    { key: "progress", title: t("targets.achieved"), render: (target) => <TargetBar target={target} due={t("targets.due", { value: show(target, target.expected) })} /> },
    { key: "value", title: t("targets.target"), width: 260, align: "right", render: (target) => t("targets.ofTarget", { achieved: show(target, target.achieved), value: show(target, target.value) }) },
  ];

  return (
    <div className="page">
      <PageHead title={t("targets.progress")} about={t("targets.progressAbout")}>
        <ReportActions source="targets" parameters={{ period, mine }} />
        {meta?.rights.create && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => openForm({ object: "target", values: { period, ...(data ? { starts_on: data.starts_on } : {}) }, onSaved: () => undefined })}>
            {t("targets.newTarget")}
          </Button>
        )}
      </PageHead>
      <div className="page-filters">
        {data && <PeriodPicker period={period} start={data.starts_on} onChange={setPeriod} />}
        <Segmented value={mine ? "mine" : "all"} onChange={(next) => set({ show: next === "mine" ? "mine" : null })} options={[{ value: "all", label: t("targets.all") }, { value: "mine", label: t("targets.mine") }]} />
      </div>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : data.items.length === 0 ? <EmptyState text={t("targets.noTargets")} /> : <PlainTable rows={data.items} columns={columns} rowKey={(target) => target.id} />}
    </div>
  );
}
