/** Writing a mail. What is typed is kept on the server as one goes; sending can be undone for a moment, or put off to a time. */
import { ClockCircleOutlined, DeleteOutlined, DownOutlined, FileTextOutlined, PaperClipOutlined, SendOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, DatePicker, Drawer, Dropdown, Input, Modal, Popconfirm, Select, Space, Tag, Tooltip, Upload } from "antd";
import type { Dayjs } from "dayjs";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObject } from "../../api/objects";
import { get, post, remove, request } from "../../api/client";
import { Cancelled } from "../../api/problem";
import type { Page, Row } from "../../api/types";
import { showDateTime, toIso } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { changeDraft, looksLikeAddress, mailboxesQuery, purposesQuery, refreshMail, sizeOf, textOf, type Outgoing } from "./calls";
import { Editor } from "./Editor";
import { Recipients } from "./Recipients";
import "./mail.css";

const KEPT_AFTER = 800;
const UNDO_SECONDS = 10;

interface Props {
  draft: Outgoing;
  /** The record whose values templates get. */
  about?: { object: string; id: number } | undefined;
  /** In the page instead of a drawer, as on top of a record's timeline. */
  inline?: boolean;
  onClose: () => void;
}

type Changes = Partial<Pick<Outgoing, "mailbox" | "to" | "cc" | "bcc" | "subject" | "html" | "has_marks" | "purpose">>;

export function Compose({ draft, about, inline = false, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const boxes = (useQuery(mailboxesQuery).data?.items ?? []).filter((box) => box.smtp_host && !box.is_drop_box);
  const { data: purposes = [] } = useQuery(purposesQuery);
  const [mail, setMail] = useState(draft);
  const [more, setMore] = useState(draft.cc.length + draft.bcc.length > 0);
  const [version, setVersion] = useState(0);
  const [kept, setKept] = useState(draft.updated_at);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [later, setLater] = useState(false);
  const [at, setAt] = useState<Dayjs | null>(null);
  const waiting = useRef<Changes>({});
  const timer = useRef(0);
  const running = useRef<Promise<void>>(Promise.resolve());

  /** Keep what was typed; calls go out one after the other, so that an older one never overwrites a newer one. */
  const keep = useCallback(() => {
    window.clearTimeout(timer.current);
    running.current = running.current.then(async () => {
      const changes = waiting.current;
      if (Object.keys(changes).length === 0) return;
      waiting.current = {};
      try {
        const saved = await changeDraft(draft.id, changes);
        setKept(saved.updated_at);
        setMail((now) => ({ ...now, marks_allowed: saved.marks_allowed, objections: saved.objections }));
        setWrong("");
      } catch (error) {
        waiting.current = { ...changes, ...waiting.current };
        if (!(error instanceof Cancelled)) setWrong(t("mail.compose.notSaved", { error: sentenceOf(error) }));
      }
    });
    return running.current;
  }, [draft.id, t]);

  const change = (changes: Changes) => {
    setMail((now) => ({ ...now, ...changes }));
    waiting.current = { ...waiting.current, ...changes };
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void keep(), KEPT_AFTER);
  };
  useEffect(() => () => void keep(), [keep]);

  const close = async () => {
    await keep();
    void refreshMail(client);
    onClose();
  };
  const send = async (time: Dayjs | null) => {
    const bad = [...mail.to, ...mail.cc, ...mail.bcc].map(textOf).find((text) => !looksLikeAddress(text));
    if (bad !== undefined) {
      setWrong(t("mail.compose.badAddress", { text: bad }));
      return;
    }
    setBusy(true);
    await keep();
    try {
      if (Object.keys(waiting.current).length > 0) throw new Cancelled();
      const sent = await post<Outgoing>(`/api/mail/outgoing/${mail.id}/send`, { at: time ? toIso(time) : null });
      void refreshMail(client);
      onClose();
      const key = `mail-${sent.id}`;
      const undo = async () => {
        notification.destroy(key);
        try {
          await post(`/api/mail/outgoing/${sent.id}/undo`);
          void message.success(t("mail.compose.undone"));
        } catch (error) {
          if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
        }
        void refreshMail(client);
      };
      notification.success({
        key,
        title: time && sent.due_at ? t("mail.compose.scheduled", { when: showDateTime(sent.due_at) }) : t("mail.compose.sent", { seconds: UNDO_SECONDS }),
        duration: UNDO_SECONDS,
        placement: "bottomLeft",
        actions: (
          <Button size="small" onClick={() => void undo()}>
            {t("mail.compose.undo")}
          </Button>
        ),
      });
      return;
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  const discard = async () => {
    window.clearTimeout(timer.current);
    waiting.current = {};
    try {
      await running.current;
      await remove(`/api/mail/outgoing/${mail.id}`);
      void refreshMail(client);
      onClose();
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
  };
  const files = async (change: Promise<Outgoing>) => {
    try {
      const { files: now } = await change;
      setMail((before) => ({ ...before, files: now }));
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
  };
  const attach = (file: File) => {
    const body = new FormData();
    body.append("file", file);
    void files(request<Outgoing>("POST", `/api/mail/outgoing/${mail.id}/files`, { body }));
    return false;
  };
  const fill = async (template: number) => {
    try {
      const filled = await post<{ subject: string; html: string; missing: string[] }>("/api/mail/templates/fill", { template, about: about ?? (mail.about[0] ? { object: mail.about[0].object, id: mail.about[0].id } : null) });
      if (filled.missing.length > 0) void message.warning(t("mail.compose.missing", { names: filled.missing.join(", ") }));
      change({ html: filled.html + mail.html, ...(mail.subject ? {} : { subject: filled.subject }) });
      setVersion((now) => now + 1);
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
  };

  const foot = (
        <div className="compose-foot">
          <Space.Compact>
            <Button type="primary" icon={<SendOutlined />} loading={busy} onClick={() => void send(null)}>
              {t("mail.compose.send")}
            </Button>
            <Tooltip title={t("mail.compose.later")}>
              <Button type="primary" icon={<ClockCircleOutlined />} aria-label={t("mail.compose.later")} disabled={busy} onClick={() => setLater(true)} />
            </Tooltip>
          </Space.Compact>
          <Upload multiple showUploadList={false} beforeUpload={attach}>
            <Button icon={<PaperClipOutlined />} aria-label={t("mail.compose.attach")} title={t("mail.compose.attach")} />
          </Upload>
          <Templates onChoose={(id) => void fill(id)} />
          <span className="grow" />
          <span className="muted">{t("mail.compose.saved", { when: showDateTime(kept) })}</span>
          <Popconfirm title={t("mail.compose.discardSure")} onConfirm={() => void discard()}>
            <Button type="text" icon={<DeleteOutlined />} aria-label={t("mail.compose.discard")} title={t("mail.compose.discard")} />
          </Popconfirm>
        </div>
  );
  const body = (
    <>
      <div
        className="compose-form"
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter") void send(null);
        }}
      >
        {wrong && <Alert type="error" showIcon title={wrong} className="gap-below" />}
        {mail.objections.length > 0 && <Alert type="warning" showIcon title={t("mail.compose.objections")} description={mail.objections.map((each) => <div key={each}>{each}</div>)} className="gap-below" />}
        {boxes.length > 1 && (
          <label className="compose-line">
            <span className="muted">{t("mail.from")}</span>
            <Select className="full" variant="borderless" value={mail.mailbox} onChange={(mailbox) => change({ mailbox })} options={boxes.map((box) => ({ value: box.id, label: textOf([box.name, box.address]) }))} />
          </label>
        )}
        <div className="compose-line">
          <span className="muted">{t("mail.to")}</span>
          <Recipients id="mail-to" label={t("mail.to")} pairs={mail.to} onChange={(to) => change({ to })} autoFocus={mail.to.length === 0} />
          {!more && (
            <Button type="link" size="small" onClick={() => setMore(true)}>
              {t("mail.compose.cc")}
            </Button>
          )}
        </div>
        {more &&
          (["cc", "bcc"] as const).map((name) => (
            <div className="compose-line" key={name}>
              <span className="muted">{t(`mail.${name}`)}</span>
              <Recipients id={`mail-${name}`} label={t(`mail.${name}`)} pairs={mail[name]} onChange={(pairs) => change({ [name]: pairs })} />
            </div>
          ))}
        <label className="compose-line">
          <span className="muted">{t("mail.subject")}</span>
          <Input variant="borderless" maxLength={500} value={mail.subject} onChange={(event) => change({ subject: event.target.value })} />
        </label>
        <Editor html={mail.html} version={version} onChange={(html) => change({ html })} autoFocus={mail.to.length > 0} />
        {mail.files.length > 0 && (
          <ul className="letter-files">
            {mail.files.map((file) => (
              <li key={file.id}>
                <PaperClipOutlined /> <a href={`/api/mail/files/${file.id}`}>{file.name}</a> <span className="muted">{sizeOf(file.size)}</span>
                <Button type="text" size="small" aria-label={t("mail.compose.removeFile", { name: file.name })} onClick={() => void files(request<Outgoing>("DELETE", `/api/mail/outgoing/${mail.id}/files/${file.id}`))}>
                  ×
                </Button>
              </li>
            ))}
          </ul>
        )}
        <div className="compose-more">
          <Select
            size="small"
            value={mail.purpose}
            aria-label={t("mail.compose.purpose")}
            popupMatchSelectWidth={false}
            options={[{ value: "", label: t("mail.compose.personal") }, ...purposes.map((each) => ({ value: each.code, label: each.name }))]}
            onChange={(purpose) => {
              change({ purpose });
              void keep();
            }}
          />
          <Tooltip title={mail.marks_allowed ? "" : t("mail.compose.marksOff")}>
            <Checkbox disabled={!mail.marks_allowed} checked={mail.has_marks && mail.marks_allowed} onChange={(event) => change({ has_marks: event.target.checked })}>
              {t("mail.compose.marks")}
            </Checkbox>
          </Tooltip>
          {mail.about.length > 0 && (
            <span>
              <span className="muted">{t("mail.compose.about")}</span>{" "}
              {mail.about.map((each) => (
                <Tag key={`${each.object}:${each.id}`}>{each.title}</Tag>
              ))}
            </span>
          )}
        </div>
      </div>
      <Modal open={later} title={t("mail.compose.laterTitle")} okText={t("mail.compose.later")} okButtonProps={{ disabled: !at }} onCancel={() => setLater(false)} onOk={() => { setLater(false); void send(at); }}>
        <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" className="full" aria-label={t("mail.compose.laterTitle")} value={at} onChange={setAt} />
      </Modal>
    </>
  );
  if (inline) {
    return (
      <div className="composer-form compose compose-inline">
        {body}
        {foot}
      </div>
    );
  }
  return (
    <Drawer open size="min(760px, 100vw)" title={mail.subject || t("mail.compose.new")} onClose={() => void close()} maskClosable={false} className="compose" footer={foot}>
      {body}
    </Drawer>
  );
}

function Templates({ onChoose }: { onChoose: (id: number) => void }) {
  const { t } = useTranslation();
  const meta = useObject("email_template");
  const { data } = useQuery({ queryKey: ["records", "email_template", "choice"], queryFn: ({ signal }) => get<Page<Row>>("/api/email-templates", { sort: "name", limit: 100 }, signal) });
  const items = (data?.items ?? []).map((row) => ({ key: String(row.id), label: row.title }));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        className: "mail-templates",
        items: [...(items.length > 0 ? items : [{ key: "none", label: t("mail.compose.noTemplates"), disabled: true }]), { type: "divider" }, ...(meta ? [{ key: "new", label: <Link to={`/${meta.plural}`}>{t("mail.settings.templates")}</Link> }] : [])],
        onClick: ({ key }) => {
          if (/^\d+$/.test(key)) onChoose(Number(key));
        },
      }}
    >
      <Button icon={<FileTextOutlined />}>
        {t("mail.compose.template")} <DownOutlined />
      </Button>
    </Dropdown>
  );
}
