/** Everything late that one may see: by rule, person or age, with who was told how often, and answered in place. */
import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Segmented, Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { recordPath, useObjects } from "../../api/objects";
import { showDateTime, showRelative, today } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { useAddressParts } from "../../ui/useAddressParts";
import { useNow } from "../../ui/useNow";
import { AnswerButtons } from "../reminders/AnswerButtons";
import { lateQuery, type LateCase } from "./calls";
import { csvOf, download } from "./csv";
import { grouped, GROUPINGS, type Grouping } from "./grouping";
import "./watchdog.css";

export function LatePage() {
  const { t } = useTranslation();
  const objects = useObjects();
  const now = useNow();
  const [parts, setPart] = useAddressParts();
  const by = GROUPINGS.find((each) => each === parts.get("by")) ?? "rule";
  const rule = Number(parts.get("rule") ?? 0) || 0;
  const mine = parts.get("mine") === "1";
  const { data, error, refetch } = useQuery(lateQuery(rule, mine));
  useLive(["reminder"]);
  const objectOf = (item: LateCase) => objects.find((each) => each.name === item.object);
  const told = (item: LateCase) => [...item.people.map((person) => t("watchdog.told", { name: person.name, count: person.told })), ...item.also].join(t("watchdog.comma"));

  const columns: PlainColumn<LateCase>[] = [
    {
      key: "title",
      title: t("watchdog.record"),
      heading: true,
      width: "30%",
      render: (item) => {
        const meta = objectOf(item);
        return (
          <>
            {meta ? <Link to={recordPath(meta, item.record)}>{item.title}</Link> : item.title} {item.urgent && <Tag color="error">{t("notices.urgent")}</Tag>}
            <span className="muted watch-under">{by === "rule" ? meta?.label : item.rule_name}</span>
          </>
        );
      },
    },
    { key: "owner", title: t("watchdog.owner"), width: 110, render: (item) => item.owner },
    {
      key: "due",
      title: t("watchdog.dueAt"),
      width: 150,
      render: (item) => (
        <time dateTime={item.due_at} title={showDateTime(item.due_at)}>
          <span className="watch-late">{showRelative(item.due_at)}</span>
          <span className="muted watch-under">{showDateTime(item.due_at)}</span>
        </time>
      ),
    },
    { key: "told", title: t("watchdog.whoTold"), render: (item) => <span className="muted">{told(item)}</span> },
    {
      key: "act",
      title: t("watchdog.act"),
      width: 230,
      render: (item) => {
        const open = item.people.find((person) => person.occurrence !== null);
        if (item.outcome)
          return (
            <span className="muted">
              {t(`reminders.outcome.${item.outcome}`, { defaultValue: t("reminders.outcome.resolved") })} · {item.answered_by}
              {item.note && ` · ${item.note}`}
              <span className="watch-under">{t("watchdog.stillSo")}</span>
            </span>
          );
        return open ? (
          <span className="watch-acts">
            <AnswerButtons target={{ reminder: open.reminder, occurrence: open.occurrence ?? undefined }} title={item.title} onDone={() => void refetch()} />
          </span>
        ) : null;
      },
    },
  ];

  const save = () =>
    data &&
    download(
      `watchdog-${today()}.csv`,
      csvOf([[t("watchdog.rule"), t("watchdog.record"), t("watchdog.owner"), t("watchdog.dueAt"), t("watchdog.whoTold"), t("watchdog.note")], ...data.items.map((item) => [item.rule_name, item.title, item.owner, showDateTime(item.due_at), told(item), item.note])]),
    );

  return (
    <div className="page">
      <PageHead title={t("watchdog.late")} about={t("watchdog.lateAbout")}>
        <Button icon={<DownloadOutlined />} disabled={!data?.items.length} onClick={save}>
          {t("watchdog.export")}
        </Button>
      </PageHead>
      <div className="page-filters">
        <Segmented<Grouping> value={by} onChange={(next) => setPart("by", next === "rule" ? "" : next)} options={GROUPINGS.map((value) => ({ value, label: t(`watchdog.by.${value}`) }))} />
        <Select className="watch-choose" aria-label={t("watchdog.rule")} value={rule} onChange={(next) => setPart("rule", next ? String(next) : "")} options={[{ value: 0, label: t("watchdog.allRules") }, ...(data?.rules ?? []).map(({ id, name, count }) => ({ value: id, label: `${name} (${count})` }))]} />
        <Checkbox checked={mine} onChange={({ target }) => setPart("mine", target.checked ? "1" : "")}>
          {t("watchdog.mine")}
        </Checkbox>
      </div>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : data.items.length === 0 ? <EmptyState text={t("watchdog.nothingLate")} /> : (
        grouped(data.items, by, now, (age) => t(`watchdog.ages.${age}`)).map((group) => (
          <section key={group.key} className="watch-group" aria-label={group.title || t("watchdog.nobody")}>
            <h2>
              {group.title || t("watchdog.nobody")} <span className="watch-number">{group.items.length}</span>
            </h2>
            <PlainTable rows={group.items} columns={columns} rowKey={(item) => item.id} />
          </section>
        ))
      )}
      {data && data.count > data.items.length && <p className="muted">{t("watchdog.onlyFirst", { count: data.items.length, all: data.count })}</p>}
    </div>
  );
}
