/** The conversations of a box: keys j and k go through them, ticked ones are dealt with together. */
import { InboxOutlined, MailOutlined, PaperClipOutlined, ReadOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Tag } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { MorePages } from "../../ui/MorePages";
import { sentenceOf } from "../../ui/Problems";
import { bulk, conversationPages, refreshMail, type ConversationBox, type Mailbox } from "./calls";

interface Props {
  box: ConversationBox;
  search: string;
  mailbox: number | null;
  mailboxes: readonly Mailbox[];
  open: number | null;
  onOpen: (id: number) => void;
  paused: boolean;
}

export function ConversationList({ box, search, mailbox, mailboxes, open, onOpen, paused }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const pages = useInfiniteQuery(conversationPages(box, search, mailbox));
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];

  const act = async (what: Parameters<typeof bulk>[1]) => {
    try {
      await bulk([...ticked], what);
      setTicked(new Set());
      await refreshMail(client);
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };
  const tick = (id: number, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    setTicked(next);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (paused || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [contenteditable='true'], .ant-modal, .ant-drawer, .ant-dropdown")) return;
      if (event.key !== "j" && event.key !== "k") return;
      const at = items.findIndex((each) => each.id === open);
      const next = items[event.key === "j" ? at + 1 : Math.max(0, at - 1)];
      if (next) {
        event.preventDefault();
        onOpen(next.id);
        document.getElementById(`conversation-${next.id}`)?.scrollIntoView({ block: "nearest" });
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  if (pages.isPending) return <Loading rows={6} />;
  if (pages.isError && items.length === 0) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />;
  if (items.length === 0) return <EmptyState text={search ? t("mail.noneFound") : t(`mail.none.${box}`)} />;
  return (
    <>
      {ticked.size > 0 && (
        <div className="mail-bulk" role="toolbar" aria-label={t("mail.chosen", { count: ticked.size })}>
          <span>{t("mail.chosen", { count: ticked.size })}</span>
          <Button size="small" icon={<ReadOutlined />} onClick={() => void act("read")}>
            {t("mail.markRead")}
          </Button>
          <Button size="small" icon={<MailOutlined />} onClick={() => void act("unread")}>
            {t("mail.markUnread")}
          </Button>
          <Button size="small" icon={<InboxOutlined />} onClick={() => void act(box === "archive" ? "inbox" : "archive")}>
            {t(box === "archive" ? "mail.toInbox" : "mail.archive")}
          </Button>
          <Button size="small" type="text" aria-label={t("mail.clear")} onClick={() => setTicked(new Set())}>
            ×
          </Button>
        </div>
      )}
      <ul className="mail-rows">
        {items.map((each) => {
          const subject = each.subject || t("mail.noSubject");
          const team = mailboxes.find((one) => one.id === each.mailbox && !one.owner);
          return (
            <li key={each.id} id={`conversation-${each.id}`} className={["mail-row", each.id === open ? "is-on" : "", each.unread > 0 ? "is-unread" : ""].join(" ")}>
              <Checkbox checked={ticked.has(each.id)} aria-label={t("mail.chooseOne", { subject })} onChange={(event) => tick(each.id, event.target.checked)} />
              <button type="button" aria-current={each.id === open} onClick={() => onOpen(each.id)}>
                <span className="mail-row-line">
                  <span className="mail-row-who">{each.people || t("mail.me")}</span>
                  {each.count > 1 && <span className="muted">{each.count}</span>}
                  <span className="grow" />
                  {each.has_files && <PaperClipOutlined className="muted" />}
                  <time className="muted" dateTime={each.last_at} title={showDateTime(each.last_at)}>
                    {showRelative(each.last_at)}
                  </time>
                </span>
                <span className="mail-row-subject">{subject}</span>
                <span className="mail-row-snippet muted">{each.put_aside || each.snippet}</span>
                {(team ?? each.assignee) && (
                  <span>
                    {team && <Tag>{team.name || team.address}</Tag>}
                    {each.assignee && <Tag color="blue">{each.assignee.title}</Tag>}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      <MorePages pages={pages} />
    </>
  );
}
