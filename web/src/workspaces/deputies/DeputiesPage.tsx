/** Who stands in for whom: naming a deputy, what is now and to come, what is over, and what was done meanwhile. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "../../api/live";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { ActedDialog } from "./ActedDialog";
import { deputiesQuery, endDelegation, type Delegation } from "./calls";
import { NameDialog } from "./NameDialog";

const COLORS = { planned: "default", active: "processing", ended: "default" } as const;

export function DeputiesPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { data, error, refetch } = useQuery(deputiesQuery);
  const [naming, setNaming] = useState(false);
  const [shown, setShown] = useState<Delegation | null>(null);
  useLive(["delegation"]);

  const end = async (row: Delegation) => {
    try {
      await endDelegation(row.id);
      void message.success(t(row.status === "planned" ? "deputies.calledOff" : "deputies.ended"));
    } catch (problem) {
      void message.error(sentenceOf(problem));
    }
    await client.invalidateQueries({ queryKey: deputiesQuery.queryKey });
  };

  const columns: PlainColumn<Delegation>[] = [
    { key: "user", title: t("deputies.user"), heading: true, width: 150, render: (row) => row.user.title },
    { key: "deputy", title: t("deputies.deputy"), width: 150, render: (row) => row.deputy.title },
    { key: "time", title: t("deputies.time"), width: 300, render: (row) => `${showDateTime(row.starts_at)} – ${showDateTime(row.status === "ended" && row.ended_at ? row.ended_at : row.ends_at)}` },
    { key: "kinds", title: t("deputies.kinds"), render: (row) => <span title={row.note || undefined}>{row.kinds.length ? row.kinds.map((kind) => t(`deputies.kind.${kind}`)).join(" · ") : t("deputies.all")}</span> },
    { key: "status", title: "", width: 90, render: (row) => <Tag color={COLORS[row.status]}>{t(`deputies.status.${row.status}`)}</Tag> },
    {
      key: "do",
      title: "",
      width: 220,
      render: (row) => (
        <>
          {row.status !== "planned" && (
            <Button size="small" type="link" onClick={() => setShown(row)}>
              {t("deputies.acted")}
            </Button>
          )}
          {row.may_end &&
            (row.status === "planned" ? (
              <Button size="small" type="link" onClick={() => void end(row)}>
                {t("deputies.callOff")}
              </Button>
            ) : (
              <Popconfirm title={t("deputies.endSure", { name: row.user.title })} onConfirm={() => end(row)}>
                <Button size="small" type="link">
                  {t("deputies.end")}
                </Button>
              </Popconfirm>
            ))}
        </>
      ),
    },
  ];

  return (
    <div className="page">
      <PageHead title={t("deputies.title")}>
        <Button type="primary" icon={<PlusOutlined />} disabled={!data} onClick={() => setNaming(true)}>
          {t("deputies.new")}
        </Button>
      </PageHead>
      <p className="muted page-about gap-below">{t("deputies.about")}</p>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : (
        <>
          <h2>{t("deputies.now")}</h2>
          {data.items.length ? <PlainTable rows={data.items} columns={columns} rowKey={(row) => row.id} /> : <EmptyState text={t("deputies.none")} />}
          {data.ended.length > 0 && (
            <>
              <h2>{t("deputies.over")}</h2>
              <PlainTable rows={data.ended} columns={columns} rowKey={(row) => row.id} />
            </>
          )}
          {naming && <NameDialog people={data.people} colleagues={data.colleagues} onClose={() => setNaming(false)} />}
          {shown && <ActedDialog row={shown} onClose={() => setShown(null)} />}
        </>
      )}
    </div>
  );
}
