/** The import at work, and what came of it: counts, the rows that were left out, and the way back. */
import { DownloadOutlined, UndoOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Progress } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { undoOperation } from "../../api/records";
import type { ObjectMeta } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import type { Import } from "./calls";
import { ImportStatus } from "./ImportStatus";

const COUNTS = ["created", "updated", "skipped", "duplicates", "failed", "remarks"] as const;

export function ResultStep({ meta, importing }: { meta: ObjectMeta; importing: Import }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const objects = useObjects();
  const { modal, message } = App.useApp();
  const [undone, setUndone] = useState<{ count: number; skipped: { title: string; reason: string }[] } | null>(null);
  const isOver = importing.status === "done" || importing.status === "failed";
  const total = importing.rows_total;
  const sent = Object.values(importing.sent).reduce((sum, count) => sum + count, 0);
  const percent = importing.status === "done" ? 100 : total ? Math.min(99, Math.floor((importing.rows_done / total) * 100)) : 0;

  useEffect(() => {
    if (isOver) void client.invalidateQueries({ queryKey: ["records", meta.name] });
  }, [isOver, client, meta.name]);

  const undo = () =>
    modal.confirm({
      title: t("imports.undoSure"),
      content: t("imports.undoText"),
      okText: t("imports.undo"),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          setUndone(await undoOperation(importing.operation));
          void client.invalidateQueries({ queryKey: ["records"] });
        } catch (error) {
          if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
        }
      },
    });

  return (
    <section className="page-box page-narrow" aria-live="polite">
      <div className="page-filters">
        <ImportStatus status={importing.status} />
        <span className="number">{total ? t("imports.progress", { done: importing.rows_done, total }) : t("imports.progressOpen", { done: importing.rows_done })}</span>
      </div>
      <Progress aria-label={t("imports.progressOpen", { done: importing.rows_done })} percent={percent} status={importing.status === "failed" ? "exception" : isOver ? "success" : "active"} />
      {importing.error && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{importing.error}</span>} />}
      {!isOver && <p className="muted">{t("imports.leave")}</p>}
      <dl className="import-counts">
        {COUNTS.filter((name) => name !== "duplicates" || importing.duplicates > 0).map((name) => (
          <div key={name} className={name === "failed" && importing.failed > 0 ? "is-bad" : ""}>
            <dt>{name === "duplicates" ? t("imports.duplicates.leftOut") : t(`imports.${name}`)}</dt>
            <dd>{importing[name]}</dd>
          </div>
        ))}
        {sent > 0 && (
          <div>
            <dt>{t("imports.sent")}</dt>
            <dd>
              {sent}{" "}
              <Link className="import-sent" to={`/approvals?show=mine&asked_in=${importing.operation}`}>
                {t("imports.sentStill", { count: importing.sent.pending ?? 0 })}
              </Link>
            </dd>
          </div>
        )}
        {Object.entries(importing.made).map(([name, count]) => (
          <div key={name}>
            <dt>{t("imports.madeBeside", { object: objects.find((each) => each.name === name)?.label_plural ?? name })}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {undone && (
        <Alert
          type={undone.skipped.length > 0 ? "warning" : "success"}
          showIcon
          className="gap-below"
          title={t("imports.undone", { count: undone.count })}
          description={undone.skipped.length > 0 && <span className="pre-line">{undone.skipped.slice(0, 50).map((each) => `${each.title}: ${each.reason}`).join("\n")}</span>}
        />
      )}
      {isOver && (
        <div className="import-foot">
          <Link to={`/${meta.plural}`}>
            <Button type="primary">{t("imports.open")}</Button>
          </Link>
          {importing.failed + importing.duplicates + importing.remarks + sent > 0 && (
            <Button icon={<DownloadOutlined />} href={`/api/imports/${importing.id}/errors`}>
              {t("imports.errorFile")}
            </Button>
          )}
          <Link to={`/imports/new?object=${meta.name}`}>
            <Button>{t("imports.another")}</Button>
          </Link>
          <span className="grow" />
          {importing.created + importing.updated + sent > 0 && !undone && (
            <Button danger icon={<UndoOutlined />} onClick={undo}>
              {t("imports.undo")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
