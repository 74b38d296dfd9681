/** What one wrote and has not gone out, or did not arrive: drafts, what waits for its time, what failed and why. */
import { DeleteOutlined, EditOutlined, RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { post, remove } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { MorePages } from "../../ui/MorePages";
import { sentenceOf } from "../../ui/Problems";
import { outgoingPages, refreshMail, type Outgoing, type OutgoingBox } from "./calls";

const COLOR: Record<Outgoing["status"], string> = { draft: "default", scheduled: "blue", sending: "processing", sent: "success", failed: "error", bounced: "error" };

export function OutgoingList({ box, onEdit }: { box: OutgoingBox; onEdit: (id: number) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const pages = useInfiniteQuery(outgoingPages(box));
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const act = async (call: Promise<unknown>) => {
    try {
      await call;
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    await refreshMail(client);
  };
  if (pages.isPending) return <Loading rows={5} />;
  if (pages.isError && items.length === 0) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />;
  if (items.length === 0) return <EmptyState text={t(`mail.none.${box}`)} />;
  return (
    <>
      <ul className="mail-rows">
        {items.map((mail) => (
          <li key={mail.id} className="mail-row">
            <button type="button" disabled={mail.status === "scheduled" || mail.status === "sending"} onClick={() => onEdit(mail.id)}>
              <span className="mail-row-line">
                <span className="mail-row-who">{[...mail.to, ...mail.cc, ...mail.bcc].map(([name, address]) => name || address).join(", ") || t("mail.nobody")}</span>
                <span className="grow" />
                <time className="muted">{showDateTime(mail.updated_at)}</time>
              </span>
              <span className="mail-row-subject">{mail.subject || t("mail.noSubject")}</span>
              <span>
                {mail.status !== "draft" && <Tag color={COLOR[mail.status]}>{t(`mail.status.${mail.status}`)}</Tag>}
                {mail.status === "scheduled" && mail.due_at && <span className="muted">{t("mail.goesOut", { when: showDateTime(mail.due_at) })}</span>}
              </span>
              {mail.error && <span className="mail-row-error">{mail.error}</span>}
            </button>
            <span className="mail-row-tools">
              {mail.status === "scheduled" && mail.attempts === 0 && (
                <Button size="small" icon={<UndoOutlined />} onClick={() => void act(post(`/api/mail/outgoing/${mail.id}/undo`))}>
                  {t("mail.compose.undo")}
                </Button>
              )}
              {mail.status === "failed" && (
                <Button size="small" icon={<RedoOutlined />} onClick={() => void act(post(`/api/mail/outgoing/${mail.id}/retry`))}>
                  {t("mail.retry")}
                </Button>
              )}
              {mail.status !== "scheduled" && mail.status !== "sending" && (
                <>
                  <Button size="small" type="text" icon={<EditOutlined />} aria-label={t("mail.edit")} title={t("mail.edit")} onClick={() => onEdit(mail.id)} />
                  <Popconfirm title={t("mail.compose.discardSure")} onConfirm={() => void act(remove(`/api/mail/outgoing/${mail.id}`))}>
                    <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t("mail.compose.discard")} title={t("mail.compose.discard")} />
                  </Popconfirm>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      <MorePages pages={pages} />
    </>
  );
}
