/** My subscriptions, and those of my people: when each comes next, how the last one went, and stopping them. */
import { DownOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Segmented, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "../../api/live";
import { useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { doWith, mineQuery, sourcesQuery, type Doing, type Item, type Wanted, type Whose } from "./calls";
import { RunResult } from "./RunResult";
import { RunsDialog } from "./RunsDialog";
import { SubscribeDialog } from "./SubscribeDialog";
import "./subscriptions.css";

export function SubscriptionsPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [whose, setWhose] = useState<Whose>("mine");
  const { data, error, refetch } = useQuery(mineQuery(whose));
  const [wanted, setWanted] = useState<{ what: Wanted; existing?: Item } | null>(null);
  const [runs, setRuns] = useState<Item | null>(null);
  useLive(["subscription"]);

  const act = async (row: Item, doing: Doing) => {
    try {
      await doWith(row.id, doing, t(`subscriptions.done.${doing}`, { name: row.name }));
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
    }
    await client.invalidateQueries({ queryKey: ["records", "subscription"] });
  };

  const columns: PlainColumn<Item>[] = [
    {
      key: "name",
      title: t("subscriptions.name"),
      heading: true,
      render: (row) => (
        <>
          <Button type="link" className="subscription-name" onClick={() => setWanted({ what: row, existing: row })}>
            {row.name}
          </Button>
          <div className="muted">{[row.source_label, ...(row.attach.length ? [row.attach.map((each) => each.toUpperCase()).join(", ")] : [])].join(" · ")}</div>
        </>
      ),
    },
    ...(whose === "others" ? [{ key: "owner", title: t("subscriptions.owner"), width: 130, render: (row: Item) => row.owner?.title ?? "" }] : []),
    {
      key: "when",
      title: t("subscriptions.when"),
      width: 230,
      render: (row) => (
        <>
          {row.when}
          {row.ends_on && <div className="muted">{t("subscriptions.untilDay", { day: row.ends_on })}</div>}
        </>
      ),
    },
    { key: "next", title: t("subscriptions.next"), width: 170, render: (row) => (row.next_at ? showDateTime(row.next_at) : <Status row={row} />) },
    { key: "last", title: t("subscriptions.last"), width: 210, render: (row) => (row.last ? <RunResult run={row.last} /> : <span className="muted">{t("subscriptions.notYet")}</span>) },
    {
      key: "do",
      title: "",
      width: 250,
      render: (row) => (
        <span className="subscription-buttons">
          {row.status === "active" ? (
            <Button size="small" type="link" onClick={() => void act(row, "pause")}>
              {t("subscriptions.pause")}
            </Button>
          ) : (
            <Button size="small" type="link" onClick={() => void act(row, "resume")}>
              {t("subscriptions.resume")}
            </Button>
          )}
          <Button size="small" type="link" onClick={() => setRuns(row)}>
            {t("subscriptions.history")}
          </Button>
          {row.problem !== "cancelled" && (
            <Button size="small" type="link" onClick={() => void act(row, "cancel")}>
              {t("subscriptions.cancel")}
            </Button>
          )}
        </span>
      ),
    },
  ];

  return (
    <div className="page">
      <PageHead title={t("subscriptions.title")} about={t("subscriptions.about")}>
        <NewButton onChoose={(what) => setWanted({ what })} />
      </PageHead>
      {(data?.has_people || whose === "others") && (
        <div className="page-filters">
          <Segmented<Whose> value={whose} onChange={setWhose} options={(["mine", "others"] as const).map((value) => ({ value, label: t(`subscriptions.whose.${value}`) }))} />
        </div>
      )}
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : data.items.length ? (
        <PlainTable rows={data.items} columns={columns} rowKey={(row) => row.id} rowClass={(row) => (row.status === "active" ? "" : "subscription-rests")} />
      ) : (
        <EmptyState text={t(whose === "mine" ? "subscriptions.none" : "subscriptions.noneOfOthers")} action={whose === "mine" ? <NewButton onChoose={(what) => setWanted({ what })} /> : undefined} />
      )}
      {wanted && <SubscribeDialog wanted={{ source: wanted.what.source, parameters: wanted.what.parameters }} {...(wanted.existing ? { existing: wanted.existing } : {})} onClose={() => setWanted(null)} />}
      {runs && <RunsDialog row={runs} onClose={() => setRuns(null)} />}
    </div>
  );
}

function Status({ row }: { row: Item }) {
  const { t } = useTranslation();
  const wrong = row.problem && row.problem !== "cancelled" && row.problem !== "over";
  const tag = <Tag color={wrong ? "error" : "default"}>{row.problem === "cancelled" ? t("subscriptions.problem.cancelled") : t(`subscriptions.status.${row.status}`)}</Tag>;
  return row.problem && row.problem !== "cancelled" ? <Tooltip title={t(`subscriptions.problem.${row.problem}`)}>{tag}</Tooltip> : tag;
}

/** Every report by its name, and every list. */
function NewButton({ onChoose }: { onChoose: (what: Wanted) => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(sourcesQuery);
  const objects = useObjects().filter((meta) => meta.rights.read && meta.listed && !meta.is_setup);
  const items = [
    { type: "group" as const, label: t("subscriptions.reports"), children: (data?.items ?? []).map((each) => ({ key: each.kind, label: each.label, onClick: () => onChoose({ source: each.kind, parameters: each.parameters }) })) },
    { type: "group" as const, label: t("subscriptions.lists"), children: objects.map((meta) => ({ key: `list ${meta.name}`, label: meta.label_plural, onClick: () => onChoose({ source: "list", parameters: { object: meta.name } }) })) },
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items, className: "subscription-menu" }}>
      <Button type="primary" icon={<PlusOutlined />}>
        {t("subscriptions.subscribe")} <DownOutlined />
      </Button>
    </Dropdown>
  );
}
