/** What is to be won in the coming months, by person and category, and what changed in a week. */
import { EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select, Tooltip } from "antd";
import dayjs from "dayjs";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { useObject } from "../../api/objects";
import type { Filter } from "../../api/types";
import { writeListState } from "../../lib/listState";
import { showMoneyShort } from "../../lib/numbers";
import { FormContext } from "../../objects/form/FormContext";
import { ReportActions } from "../../objects/ReportActions";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { forecastQuery, shiftPeriod, type ForecastLine, type ForecastMonth } from "./calls";
import { usePeriod } from "./usePeriod";
import "./targets.css";

const COUNTS = [3, 6, 12];

export function ForecastPage() {
  const { t, i18n } = useTranslation();
  const meta = useObject("forecast_adjustment");
  const { openForm } = use(FormContext);
  const { search, set, on } = usePeriod();
  const months = COUNTS.find((each) => String(each) === search.get("months")) ?? 3;
  const currency = search.get("currency") ?? "CNY";
  const { data, error, refetch } = useQuery(forecastQuery(on, months, currency));
  useLive(["opportunity", "forecast_adjustment"]);
  const show = (value: unknown) => showMoneyShort(value, currency, i18n.language);

  const listOf = (line: Shown | null, month: string) => {
    const filter: Filter = {
      all: [
        { field: "close_date", gte: month },
        { field: "close_date", lt: shiftPeriod(month, "month", 1) },
        { field: "currency", is: currency },
        { field: "forecast_category", is_not: "omitted" },
        ...(line ? [ownersOf(line)] : []),
      ],
    };
    return `/opportunities?${writeListState({ list: null, view: null, filter, sort: "close_date", columns: null, group: null, search: "" }).toString()}`;
  };

  const cell = (line: Shown | null, each: ForecastMonth) => (
    <div className="forecast-cell">
      <Link to={listOf(line, each.month)} className="forecast-total">
        {show(each.total)}
      </Link>
      <span className="muted">{t("targets.weighted", { amount: show(each.weighted) })}</span>
      <Stack month={each} labels={new Map((data?.categories ?? []).map((one) => [one["value"] ?? "", one["label"] ?? ""]))} show={show} />
      {each.change !== null && Number(each.change) !== 0 && (
        <span className={Number(each.change) > 0 ? "is-up" : "is-down"}>{t("targets.change", { amount: `${Number(each.change) > 0 ? "+" : ""}${show(each.change)}` })}</span>
      )}
      {each.adjusted !== null && (
        <Tooltip title={each.note}>
          <Link to={`/forecast-adjustments/${each.adjustment ?? ""}`}>{t("targets.adjusted", { amount: show(each.adjusted) })}</Link>
        </Tooltip>
      )}
      {line?.owner && each.adjusted === null && meta?.rights.create && (
        <Button
          type="link"
          size="small"
          className="forecast-adjust"
          icon={<EditOutlined />}
          aria-label={`${t("targets.adjustFor", { name: line.owner.title })} ${each.month.slice(0, 7)}`}
          onClick={() => openForm({ object: "forecast_adjustment", values: { person: line.owner, month: each.month, currency, amount: each.total }, onSaved: () => undefined })}
        >
          {t("targets.adjust")}
        </Button>
      )}
    </div>
  );

  const lines = data?.lines ?? [];
  const starts = lines[0]?.months.map((each) => each.month) ?? [];
  const rows = rowsOf(lines);
  const columns: PlainColumn<Shown>[] = [
    {
      key: "who",
      title: t("targets.person"),
      heading: true,
      width: 170,
      render: (line) =>
        line === SUM ? (
          <b>{t("targets.total")}</b>
        ) : line.people ? (
          <b>{line.team?.title ?? t("targets.noTeam")}</b>
        ) : (
          <span className="person">
            {line.owner && <PersonAvatar name={line.owner.title} size={20} />} {line.owner?.title ?? t("targets.nobody")}
          </span>
        ),
    },
    ...starts.map((month, place) => ({
      key: month,
      title: dayjs(month).format("YYYY-MM"),
      width: 190,
      render: (line: Shown) => (line === SUM ? cell(null, totalOf(lines, place)) : cell(line, line.months[place] ?? EMPTY)),
    })),
  ];

  return (
    <div className="page">
      <PageHead title={t("targets.forecast")} about={t("targets.forecastAbout")}>
        <ReportActions source="forecast" parameters={{ months, currency }} />
      </PageHead>
      <div className="page-filters">
        <Segmented value={months} onChange={(next) => set({ months: next === 3 ? null : String(next) })} options={COUNTS.map((value) => ({ value, label: t("targets.months", { count: value }) }))} />
        {data && (
          <span className="one-line">
            <Button size="small" onClick={() => set({ on: shiftPeriod(data.first, "month", -months) })}>
              {t("targets.earlier")}
            </Button>{" "}
            <Button size="small" onClick={() => set({ on: shiftPeriod(data.first, "month", months) })}>
              {t("targets.later")}
            </Button>
          </span>
        )}
        {data && data.currencies.length > 1 && <Select aria-label={t("targets.currency")} value={currency} onChange={(next) => set({ currency: next })} options={data.currencies.map((value) => ({ value, label: value }))} />}
        <span className="forecast-legend">
          {data?.categories.map((each) => (
            <span key={each["value"]}>
              <i className={`is-${each["value"] ?? ""}`} /> {each["label"]}
            </span>
          ))}
        </span>
      </div>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : lines.length === 0 ? <EmptyState text={t("targets.noForecast")} /> : <PlainTable rows={rows} columns={columns} rowKey={keyOf} rowClass={(line) => (line.people ? "forecast-team" : "")} />}
    </div>
  );
}

/** A person, or a team with its people, or the sum of all. */
interface Shown extends ForecastLine {
  people?: readonly ForecastLine[];
}

const SUM: Shown = { owner: null, team: null, months: [] };
const EMPTY: ForecastMonth = { month: "1990-01-01", categories: [], total: "0", weighted: "0", change: null, adjusted: null, note: "", adjustment: null };

const keyOf = (line: Shown) => (line === SUM ? "sum" : line.people ? `team ${line.team?.id ?? 0}` : (line.owner?.id ?? 0));

/** The people under their teams, each team's sum above them, as soon as there is more than one team; the sum of all below. */
function rowsOf(lines: readonly ForecastLine[]): Shown[] {
  const teams = new Map<number, ForecastLine[]>();
  for (const line of lines) teams.set(line.team?.id ?? 0, [...(teams.get(line.team?.id ?? 0) ?? []), line]);
  const shown = teams.size < 2 ? [...lines] : [...teams.values()].flatMap((people) => [{ owner: null, team: people[0]?.team ?? null, people, months: (people[0]?.months ?? []).map((_month, place) => totalOf(people, place)) }, ...people]);
  return lines.length > 1 ? [...shown, SUM] : shown;
}

function ownersOf(line: Shown): Filter {
  if (line.people) return { any: line.people.map(ownersOf) };
  return line.owner ? { field: "owner", is: line.owner.id } : { field: "owner", is_empty: true };
}

/** The months of all people at this place added up. */
function totalOf(lines: readonly ForecastLine[], place: number): ForecastMonth {
  const months = lines.flatMap((line) => line.months[place] ?? []);
  const add = (value: (month: ForecastMonth) => unknown) => String(months.reduce((sum, month) => sum + Number(value(month)), 0));
  const changes = months.filter((month) => month.change !== null);
  return {
    ...EMPTY,
    month: months[0]?.month ?? EMPTY.month,
    total: add((month) => month.total),
    weighted: add((month) => month.weighted),
    change: changes.length > 0 ? add((month) => month.change ?? 0) : null,
    categories: (months[0]?.categories ?? []).map((first, at) => ({ ...first, amount: add((month) => month.categories[at]?.amount ?? 0), weighted: "0", count: months.reduce((sum, month) => sum + (month.categories[at]?.count ?? 0), 0) })),
  };
}

/** The categories as one bar. */
function Stack({ month, labels, show }: { month: ForecastMonth; labels: Map<string, string>; show: (value: unknown) => string }) {
  if (Number(month.total) === 0) return null;
  return (
    <span className="forecast-stack">
      {month.categories
        .filter((each) => Number(each.amount) > 0)
        .map((each) => (
          <Tooltip key={each.category} title={`${labels.get(each.category) ?? each.category}: ${show(each.amount)} (${each.count})`}>
            <i className={`is-${each.category}`} style={{ flexGrow: Number(each.amount) }} />
          </Tooltip>
        ))}
    </span>
  );
}
