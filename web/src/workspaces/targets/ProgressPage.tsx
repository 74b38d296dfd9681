/** Targets of a period and how far they are achieved. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Progress, Segmented } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { useObject } from "../../api/objects";
import { showMoney, showNumber } from "../../lib/numbers";
import { FormContext } from "../../objects/form/FormContext";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { progressQuery, type TargetShown } from "./calls";
import { PeriodPicker } from "./PeriodPicker";
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
  const show = (target: TargetShown, value: string) => (target.currency ? showMoney(value, target.currency, i18n.language) : showNumber(value, 0, i18n.language));

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
    { key: "progress", title: t("targets.achieved"), render: (target) => <Bar target={target} due={t("targets.due", { value: show(target, target.expected) })} /> },
    { key: "value", title: t("targets.target"), width: 260, align: "right", render: (target) => t("targets.ofTarget", { achieved: show(target, target.achieved), value: show(target, target.value) }) },
  ];

  return (
    <div className="page">
      <PageHead title={t("targets.progress")} about={t("targets.progressAbout")}>
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

/** The achieved part; the mark says where it should be by today. */
function Bar({ target, due }: { target: TargetShown; due: string }) {
  const percent = Math.round((100 * Number(target.achieved)) / Number(target.value));
  const expected = Math.min(100, (100 * Number(target.expected)) / Number(target.value));
  const late = Number(target.achieved) < Number(target.expected);
  return (
    <div className="target-bar" title={due}>
      <Progress aria-label={due} percent={Math.min(100, percent)} size="small" status={percent >= 100 ? "success" : late ? "exception" : "normal"} format={() => `${percent}%`} />
      <span className="target-due" style={{ insetInlineStart: `calc((100% - 52px) * ${expected / 100})` }} />
    </div>
  );
}
