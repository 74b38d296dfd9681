/** A conversation: its letters, the records that they have to do with, and what to do next. */
import { ArrowLeftOutlined, ForwardOutlined, InboxOutlined, LinkOutlined, MailOutlined, PlusOutlined, RollbackOutlined, UserOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Popover, Select, Tag } from "antd";
import { use, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get, post } from "../../api/client";
import { recordPath, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { FormContext } from "../../objects/form/FormContext";
import { EmptyState } from "../../ui/EmptyState";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { bulk, conversationQuery, refreshMail, type ConversationAnswer, type Letter, type Mailbox, type Mode } from "./calls";
import { LetterView } from "./LetterView";

interface Props {
  id: number;
  mailboxes: readonly Mailbox[];
  paused: boolean;
  onClose: () => void;
  onWrite: (mode: Mode, letter: number) => void;
}

export function ConversationView({ id, mailboxes, paused, onClose, onWrite }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [images, setImages] = useState(false);
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set());
  const { data, error } = useQuery({ ...conversationQuery(id, images), placeholderData: (before) => before });
  const marked = useRef(false);
  const unread = data?.conversation.id === id && data.conversation.unread > 0;
  useEffect(() => {
    if (!unread || marked.current) return;
    marked.current = true;
    void bulk([id], "read").then(() => refreshMail(client));
  }, [unread, id, client]);

  const act = async (what: "archive" | "inbox" | "unread") => {
    try {
      await bulk([id], what);
      void refreshMail(client);
      onClose();
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
    }
  };
  const letters = data?.letters ?? [];
  const readable = letters.filter((letter) => letter.sees === "whole");
  const last = [...readable].reverse().find((letter) => !letter.is_outbound) ?? readable[readable.length - 1];
  const inInbox = data?.conversation.in_inbox ?? true;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (paused || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [contenteditable='true'], .ant-modal, .ant-drawer, .ant-dropdown")) return;
      const modes: Record<string, Mode> = { r: "reply", a: "reply_all", f: "forward" };
      const mode = modes[event.key];
      if (mode && last) {
        event.preventDefault();
        onWrite(mode, last.id);
      } else if (event.key === "e") void act(inInbox ? "archive" : "inbox");
      else if (event.key === "u") void act("unread");
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  if (!data) return error ? <EmptyState text={sentenceOf(error)} /> : <Loading rows={6} />;
  const isOpen = (letter: Letter, at: number) => (at === letters.length - 1 || !letter.is_read) !== toggled.has(letter.id);
  const toggle = (letter: number) => {
    const next = new Set(toggled);
    if (!next.delete(letter)) next.add(letter);
    setToggled(next);
  };
  const box = mailboxes.find((each) => each.id === data.conversation.mailbox);
  return (
    <>
      <div className="mail-tools">
        <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t("mail.back")} title={t("mail.back")} onClick={onClose} />
        {last && (
          <>
            <Button icon={<RollbackOutlined />} onClick={() => onWrite("reply", last.id)}>
              {t("mail.reply")}
            </Button>
            {last.to.length + last.cc.length > 1 && <Button onClick={() => onWrite("reply_all", last.id)}>{t("mail.replyAll")}</Button>}
            <Button icon={<ForwardOutlined />} onClick={() => onWrite("forward", last.id)}>
              {t("mail.forward")}
            </Button>
          </>
        )}
        <Button icon={<InboxOutlined />} onClick={() => void act(inInbox ? "archive" : "inbox")}>
          {t(inInbox ? "mail.archive" : "mail.toInbox")}
        </Button>
        <Button type="text" icon={<MailOutlined />} title={t("mail.markUnread")} aria-label={t("mail.markUnread")} onClick={() => void act("unread")} />
        {box && !box.owner && <Assign data={data} box={box} />}
      </div>
      <h1 className="mail-subject">{data.conversation.subject || t("mail.noSubject")}</h1>
      {data.conversation.put_aside && <Tag color="warning">{data.conversation.put_aside}</Tag>}
      <Links data={data} />
      {letters.map((letter, at) => (
        <LetterView key={letter.id} letter={letter} isOpen={isOpen(letter, at)} onToggle={() => toggle(letter.id)} onImages={() => setImages(true)} />
      ))}
    </>
  );
}

function Assign({ data, box }: { data: ConversationAnswer; box: Mailbox }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const who = data.conversation.assignee;
  const assign = async (key: string) => {
    try {
      await bulk([data.conversation.id], "assign", Number(key) || null);
      await refreshMail(client);
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
    }
  };
  return (
    <Dropdown trigger={["click"]} menu={{ selectedKeys: [String(who?.id ?? 0)], items: [{ key: "0", label: t("mail.unassigned") }, ...box.members.map((each) => ({ key: String(each.id), label: each.title }))], onClick: ({ key }) => void assign(key) }}>
      <Button icon={<UserOutlined />}>{who ? t("mail.assignedTo", { name: who.title }) : t("mail.assign")}</Button>
    </Dropdown>
  );
}

interface Found {
  object: string;
  id: number;
  title: string;
  subtitle: string;
}

function Links({ data }: { data: ConversationAnswer }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { openForm } = use(FormContext);
  const objects = useObjects();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const words = useDebounced(typed, 250);
  const linkable = objects.filter((meta) => !meta.is_setup && meta.rights.read && meta.fields.some((field) => field.type === "email" || field.name === "account")).map((meta) => meta.name);
  const { data: found, isFetching } = useQuery({
    queryKey: ["mail", "link-search", words],
    queryFn: ({ signal }) => get<{ items: Found[] }>("/api/search", { q: words, limit: 20, objects: linkable.join(",") }, signal),
    enabled: words.trim().length > 0,
  });
  const labelOf = (name: string) => objects.find((meta) => meta.name === name)?.label ?? name;
  const join = async (object: string, id: number, remove = false) => {
    try {
      await post(`/api/mail/conversations/${data.conversation.id}/links`, { object, id, remove });
      setOpen(false);
      setTyped("");
      await refreshMail(client);
      void client.invalidateQueries({ queryKey: ["records", object] });
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
    }
  };
  const stranger = data.letters.find((letter) => !letter.is_outbound && !letter.is_automatic);
  const create = (object: string) => {
    if (!stranger) return;
    openForm({ object, values: { name: stranger.from_name || stranger.from_address.split("@")[0], email: stranger.from_address }, onSaved: (record) => void join(object, record.id) });
  };
  const may = (name: string) => objects.some((meta) => meta.name === name && meta.rights.create);
  return (
    <div className="mail-links">
      {data.links.map((each) => {
        const meta = objects.find((one) => one.name === each.object);
        return (
          <Tag key={`${each.object}:${each.id}`} closable closeIcon={<span title={t("mail.unlink")}>×</span>} onClose={(event) => { event.preventDefault(); void join(each.object, each.id, true); }}>
            {meta ? <Link to={recordPath(meta, each.id)}>{`${meta.label}: ${each.title}`}</Link> : each.title}
          </Tag>
        );
      })}
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        content={
          <Select
            className="mail-link-search"
            showSearch={{ filterOption: false, onSearch: setTyped }}
            autoFocus
            value={null}
            loading={isFetching}
            placeholder={t("mail.linkSearch")}
            aria-label={t("mail.linkSearch")}
            notFoundContent={null}
            options={(found?.items ?? []).map((each) => ({ value: `${each.object}:${each.id}`, label: `${labelOf(each.object)}: ${each.title}${each.subtitle ? ` · ${each.subtitle}` : ""}` }))}
            onChange={(value: string | null) => {
              const [object = "", id = ""] = (value ?? "").split(":");
              if (id) void join(object, Number(id));
            }}
          />
        }
      >
        <Button size="small" icon={<LinkOutlined />}>
          {t("mail.linkTo")}
        </Button>
      </Popover>
      {data.links.length === 0 && stranger && (
        <>
          {may("lead") && (
            <Button size="small" icon={<PlusOutlined />} onClick={() => create("lead")}>
              {t("mail.createLead")}
            </Button>
          )}
          {may("contact") && (
            <Button size="small" icon={<PlusOutlined />} onClick={() => create("contact")}>
              {t("mail.createContact")}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
