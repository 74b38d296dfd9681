/** The mail of one's mailboxes in three panes; on a phone one after the other. What is shown stands in the address. */
import { EditOutlined, MailOutlined, SearchOutlined, SettingOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Badge, Button, Input, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { get } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { useNarrow } from "../../ui/useNarrow";
import { useTitle } from "../../ui/useTitle";
import { beginMail, countsQuery, CONVERSATION_BOXES, isOutgoingBox, mailboxesQuery, OUTGOING_BOXES, refreshMail, type Box, type Counts, type Mode, type Outgoing } from "./calls";
import { Compose } from "./Compose";
import { ConversationList } from "./ConversationList";
import { ConversationView } from "./ConversationView";
import { OutgoingList } from "./OutgoingList";
import "./mail.css";

const BOXES: readonly Box[] = ["inbox", "unmatched", "assigned", "sent", "drafts", "scheduled", "failed", "archive", "all", "aside"];

export function MailPage() {
  const { t } = useTranslation();
  useTitle(t("mail.title"));
  const narrow = useNarrow();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [search, setSearch] = useSearchParams();
  const boxes = useQuery(mailboxesQuery);
  const counts = useQuery(countsQuery).data;
  const [draft, setDraft] = useState<Outgoing | null>(null);
  const found = useRef<HTMLDivElement>(null);
  const asked = search.get("box") === "outgoing" ? "failed" : search.get("box");
  const box = [...CONVERSATION_BOXES, ...OUTGOING_BOXES].find((each) => each === asked) ?? "inbox";
  const open = Number(search.get("c")) || null;
  const mailbox = Number(search.get("mailbox")) || null;
  const [typed, setTyped] = useState(search.get("q") ?? "");
  const words = useDebounced(typed, 300);

  const go = (changes: Record<string, string | number | null>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(changes)) {
          if (value === null || value === "") next.delete(key);
          else next.set(key, String(value));
        }
        return next;
      },
      { replace: !("c" in changes) },
    );
  const write = async (mode: Mode = "new", letter: number | null = null) => {
    try {
      setDraft(await beginMail({ mode, letter, mailbox: mode === "new" ? mailbox : null }));
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };
  const edit = async (id: number) => {
    try {
      setDraft(await get<Outgoing>(`/api/mail/outgoing/${id}`));
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };
  const isWriting = draft !== null;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (isWriting || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [contenteditable='true'], .ant-modal, .ant-drawer, .ant-dropdown")) return;
      if (event.key === "/") {
        event.preventDefault();
        found.current?.querySelector("input")?.focus();
      } else if (event.key === "c") {
        event.preventDefault();
        void write();
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  if (!boxes.data) return boxes.error ? <ErrorState error={boxes.error} onRetry={() => void boxes.refetch()} /> : <Loading />;
  const mine = boxes.data.items.filter((each) => !each.is_drop_box);
  if (mine.length === 0 && box !== "aside") {
    return (
      <EmptyState
        text={t("mail.setUpFirst")}
        action={
          <Link to="/mail/settings">
            <Button type="primary" icon={<MailOutlined />}>
              {t("mail.setUp")}
            </Button>
          </Link>
        }
      />
    );
  }
  const shown = BOXES.filter((each) => (each !== "aside" || (counts?.aside ?? 0) > 0 || box === "aside") && (each !== "assigned" || mine.some((one) => !one.owner)));
  const failing = mine.filter((each) => each.error);
  const choose = (next: Box) => go({ box: next === "inbox" ? null : next, c: null });
  const onlyReading = narrow && open !== null;
  return (
    <div className={onlyReading ? "mail is-reading" : "mail"}>
      {!onlyReading && (
        <div className="mail-side">
          <Button type="primary" block={!narrow} icon={<EditOutlined />} onClick={() => void write()}>
            {t("mail.write")}
          </Button>
          {narrow ? (
            <Select className="mail-box-choice" aria-label={t("mail.boxes")} value={box} onChange={choose} options={shown.map((each) => ({ value: each, label: `${t(`mail.box.${each}`)} ${countOf(counts, each) || ""}` }))} />
          ) : (
            <nav aria-label={t("mail.boxes")}>
              {shown.map((each) => (
                <button key={each} type="button" className={each === box ? "mail-box is-on" : "mail-box"} aria-current={each === box} onClick={() => choose(each)}>
                  <span className="grow">{t(`mail.box.${each}`)}</span>
                  <Badge count={countOf(counts, each)} overflowCount={999} color={each === "failed" ? "red" : each === "inbox" ? "blue" : "gray"} size="small" />
                </button>
              ))}
            </nav>
          )}
          {mine.length > 1 && (
            <Select aria-label={t("mail.allMailboxes")} className="full" value={mailbox ?? 0} onChange={(value) => go({ mailbox: value || null, c: null })} options={[{ value: 0, label: t("mail.allMailboxes") }, ...mine.map((each) => ({ value: each.id, label: each.name || each.address }))]} />
          )}
          <Link to="/mail/settings" className="mail-settings-link muted" title={t("mail.settingsLink")}>
            <SettingOutlined /> {narrow ? null : t("mail.settingsLink")}
          </Link>
          {!narrow && <p className="muted mail-keys">{t("mail.keys")}</p>}
        </div>
      )}
      {!onlyReading && (
        <div className="mail-list" ref={found}>
          {failing.map((each) => (
            <Alert key={each.id} banner type="error" title={<Link to="/mail/settings">{t("mail.failing", { address: each.address, error: each.error })}</Link>} />
          ))}
          {isOutgoingBox(box) ? (
            <OutgoingList box={box} onEdit={(id) => void edit(id)} />
          ) : (
            <>
              <Input className="mail-search" allowClear prefix={<SearchOutlined className="muted" />} placeholder={t("mail.search")} aria-label={t("mail.search")} value={typed} onChange={(event) => setTyped(event.target.value)} />
              <ConversationList key={box} box={box} search={words} mailbox={mailbox} mailboxes={mine} open={open} onOpen={(c) => go({ c })} paused={isWriting} />
            </>
          )}
        </div>
      )}
      {(!narrow || onlyReading) && (
        <div className="mail-reading">
          {open === null || isOutgoingBox(box) ? <EmptyState text={t("mail.choose")} /> : <ConversationView key={open} id={open} mailboxes={mine} paused={isWriting} onClose={() => go({ c: null })} onWrite={(mode, letter) => void write(mode, letter)} />}
        </div>
      )}
      {draft && (
        <Compose
          key={draft.id}
          draft={draft}
          onClose={() => {
            setDraft(null);
            void refreshMail(client);
          }}
        />
      )}
    </div>
  );
}

function countOf(counts: Counts | undefined, box: Box): number {
  if (!counts || !(box in counts)) return 0;
  return counts[box as keyof Counts];
}
