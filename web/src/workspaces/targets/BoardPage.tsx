/** Who has achieved most in a period. */
import { CrownOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useLive } from "../../api/live";
import { showMoney, showNumber } from "../../lib/numbers";
import { ReportActions } from "../../objects/ReportActions";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { leadersQuery, type Leader } from "./calls";
import { PeriodPicker } from "./PeriodPicker";
import { usePeriod } from "./usePeriod";
import "./targets.css";

export function BoardPage() {
  const { t, i18n } = useTranslation();
  const { search, set, period, on, setPeriod } = usePeriod();
  const measure = search.get("measure") ?? "won_amount";
  const currency = search.get("currency") ?? "CNY";
  const { data, error, refetch } = useQuery(leadersQuery(measure, period, on, currency));
  useLive(["opportunity", "target"]);
  const money = measure === "won_amount";
  const show = (value: string) => (money ? showMoney(value, currency, i18n.language) : showNumber(value, 0, i18n.language));
  const most = Math.max(1, ...(data?.leaders.map((leader) => Number(leader.value)) ?? []));

  return (
    <div className="page page-narrow">
      <PageHead title={t("targets.board")} about={t("targets.boardAbout")}>
        <ReportActions source="leader_board" parameters={{ measure, period, currency }} />
      </PageHead>
      <div className="page-filters">
        {data && <PeriodPicker period={period} start={data.starts_on} onChange={setPeriod} />}
        {data && <Select aria-label={t("targets.measure")} value={measure} onChange={(next) => set({ measure: next === "won_amount" ? null : next })} options={data.measures.map((each) => ({ value: each["value"] ?? "", label: each["label"] }))} className="target-select" />}
        {data && money && data.currencies.length > 1 && <Select aria-label={t("targets.currency")} value={currency} onChange={(next) => set({ currency: next })} options={data.currencies.map((value) => ({ value, label: value }))} />}
      </div>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : data.leaders.length === 0 ? (
        <EmptyState text={t("targets.noLeaders")} />
      ) : (
        <ol className="leaders">
          {data.leaders.map((leader) => (
            <li key={leader.person.id} className={`leader${leader.is_me ? " is-me" : ""}${leader.place <= 3 && Number(leader.value) > 0 ? ` is-place-${leader.place}` : ""}`}>
              <span className="leader-place">{leader.place === 1 && Number(leader.value) > 0 ? <CrownOutlined /> : leader.place}</span>
              <PersonAvatar name={leader.person.title} />
              <span className="leader-name">
                <b>{leader.person.title}</b> {leader.is_me && <span className="muted">{t("targets.me")}</span>}
                <span className="muted leader-team">{leader.team}</span>
                <span className="leader-bar" style={{ width: `${(100 * Math.max(0, Number(leader.value))) / most}%` }} />
              </span>
              <span className="leader-value">
                <b>{show(leader.value)}</b>
                <Share leader={leader} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Share({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  if (!leader.target || Number(leader.target) === 0) return null;
  return (
    <span className="muted leader-team">
      {t("targets.target")} {Math.round((100 * Number(leader.value)) / Number(leader.target))}%
    </span>
  );
}
