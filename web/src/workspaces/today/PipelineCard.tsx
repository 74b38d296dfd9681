/** The person's open opportunities by stage, with sums; a stage leads to its list. */
import { FunnelPlotOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fieldOf } from "../../api/objects";
import { recordSummary } from "../../api/records";
import type { ObjectMeta } from "../../api/types";
import { FormContext } from "../../objects/form/FormContext";
import { showMoney, showMoneyShort } from "../../lib/numbers";
import { Card } from "./Card";
import { barsOf, sumsOf } from "./pipeline";
import { inStage, listPath, opportunitiesQuestion } from "./questions";
import { Fault, Nothing, Waiting } from "./Rows";

export function PipelineCard({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const sum = fieldOf(meta, "amount") ? "amount" : null;
  const { data, error, refetch } = useQuery(recordSummary(meta, { filter: opportunitiesQuestion.filter, group_by: "stage", sum }));
  return (
    <Card
      name="opportunities"
      icon={<FunnelPlotOutlined />}
      title={t("today.opportunities.title")}
      count={data?.count ?? undefined}
      to={listPath(meta, opportunitiesQuestion)}
      extra={data && <Amounts sums={sumsOf(data.sums, "amount")} />}
    >
      {!data ? (
        error ? <Fault error={error} onRetry={() => void refetch()} /> : <Waiting />
      ) : data.count === 0 ? (
        <Nothing>
          {t("today.opportunities.none")}{" "}
          {meta.rights.create && (
            <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => openForm({ object: meta.name })}>
              {t("form.new", { object: meta.label })}
            </Button>
          )}
        </Nothing>
      ) : (
        <ul className="today-bars">
          {barsOf(data, "amount").map((bar) => (
            <li key={String(bar.value)}>
              <Link to={listPath(meta, inStage(bar.value))} className="today-bar">
                <span className="today-bar-label ellipsis" title={bar.label}>
                  {bar.label || t("field.empty")}
                </span>
                <span className="today-bar-count">{bar.count}</span>
                <span className="today-bar-track">
                  <span style={{ width: `${Math.max(2, Math.round(bar.share * 100))}%` }} />
                </span>
                <Amounts sums={bar.sums} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Amounts({ sums }: { sums: [string, string][] }) {
  const { i18n } = useTranslation();
  return (
    <span className="today-amounts" title={sums.map(([currency, amount]) => showMoney(amount, currency, i18n.language)).join(" + ")}>
      {sums.map(([currency, amount]) => (
        <span key={currency}>{showMoneyShort(amount, currency, i18n.language)}</span>
      ))}
    </span>
  );
}
