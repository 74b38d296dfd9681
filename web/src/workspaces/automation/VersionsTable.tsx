/** The versions of a workflow, newest first: look at them, compare them, draw on from one, have waiting runs go on with one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { get } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { versionsQuery, type Definition, type VersionItem } from "./calls";
import { readDraft, writeDraft } from "./designer/calls";
import type { Document } from "./document/types";
import { moveRuns } from "./running/calls";
import "./running/running.css";

interface Props {
  workflow: number;
  mayEdit: boolean;
  onShow: (version: number) => void;
  onCompare: (version: number) => void;
  onDraw: () => void;
}

export function VersionsTable({ workflow, mayEdit, onShow, onCompare, onDraw }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const { data, error, refetch } = useQuery(versionsQuery(workflow));
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  if (data.length === 0) return <EmptyState text={t("automation.list.unpublished")} />;
  const safely = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
    }
  };
  const move = (version: number) =>
    modal.confirm({
      title: t("automation.moveRuns.sure", { number: version }),
      content: t("automation.moveRuns.text"),
      okText: t("automation.moveRuns.button"),
      onOk: () =>
        safely(async () => {
          const { moved, left } = await moveRuns(workflow, version);
          void client.invalidateQueries({ queryKey: ["records", "workflow"] });
          void client.invalidateQueries({ queryKey: ["runs"] });
          const done = t("automation.moveRuns.moved", { count: moved });
          if (left.length === 0) void message.success(done);
          else modal.info({ title: done, content: <Left items={left} /> });
        }),
    });
  const drawOn = (version: number) =>
    modal.confirm({
      title: t("automation.restore.sure", { number: version }),
      okText: t("automation.restore.button"),
      onOk: () =>
        safely(async () => {
          const [definition, draft] = await Promise.all([get<Definition>(`/api/workflows/${workflow}/definition`, { version }), readDraft(workflow)]);
          await writeDraft(workflow, definition.document as unknown as Document, draft.number);
          void message.success(t("automation.restore.done", { number: version }));
          onDraw();
        }),
    });
  const columns: PlainColumn<VersionItem>[] = [
    {
      key: "number",
      title: t("automation.version.number"),
      heading: true,
      width: 150,
      render: (version) => (
        <>
          {version.number} {version.is_active && <Tag color="success">{t("automation.version.active")}</Tag>}
        </>
      ),
    },
    { key: "published", title: t("automation.version.published"), width: 150, render: (version) => showDateTime(version.published_at) },
    { key: "by", title: t("automation.version.by"), render: (version) => version.published_by },
    { key: "runs", title: t("automation.version.runs"), width: 90, align: "right", render: (version) => version.runs },
    {
      key: "show",
      title: "",
      align: "right",
      render: (version) => (
        <span className="version-buttons">
          <Button size="small" onClick={() => onShow(version.number)}>
            {t("automation.version.show")}
          </Button>
          {data.length > 1 && (
            <Button size="small" onClick={() => onCompare(version.number)}>
              {t("automation.compare.title")}
            </Button>
          )}
          {mayEdit && (
            <Button size="small" onClick={() => drawOn(version.number)}>
              {t("automation.restore.button")}
            </Button>
          )}
          {mayEdit && data.length > 1 && (
            <Button size="small" onClick={() => move(version.number)}>
              {t("automation.moveRuns.button")}
            </Button>
          )}
        </span>
      ),
    },
  ];
  return <PlainTable rows={data} columns={columns} rowKey={(version) => version.number} />;
}

function Left({ items }: { items: readonly { run: number; reason: string }[] }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t("automation.moveRuns.left", { count: items.length })}</p>
      <ul className="failures">
        {items.slice(0, 50).map((each) => (
          <li key={each.run}>
            #{each.run} {each.reason}
          </li>
        ))}
      </ul>
    </>
  );
}
