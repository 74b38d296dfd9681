/** One's mailboxes: how they do, and setting them up. */
import { CopyOutlined, DeleteOutlined, EditOutlined, PlusOutlined, ReloadOutlined, TeamOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Popconfirm, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { post, remove } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { useMe } from "../../api/session";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { sentenceOf } from "../../ui/Problems";
import { mailboxesQuery, refreshMail, type Mailbox } from "./calls";
import { MailboxForm } from "./MailboxForm";
import "./mail.css";

export function MailboxesPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error, refetch } = useQuery({ ...mailboxesQuery, refetchInterval: 10_000 });
  const [editing, setEditing] = useState<Mailbox | "own" | "team" | null>(null);
  const { message } = App.useApp();
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  const copy = async () => {
    await navigator.clipboard.writeText(data.drop_address);
    void message.success(t("mail.settings.copied"));
  };
  return (
    <div className="page page-narrow">
      <PageHead title={t("mail.settings.title")} about={t("mail.settings.about")} back="/mail">
        <Link to="/email-templates">
          <Button>{t("mail.settings.templates")}</Button>
        </Link>
        {me.is_administrator && (
          <Button icon={<TeamOutlined />} onClick={() => setEditing("team")}>
            {t("mail.settings.addShared")}
          </Button>
        )}
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("own")}>
          {t("mail.settings.add")}
        </Button>
      </PageHead>
      {data.items.length === 0 ? <EmptyState text={t("mail.settings.none")} /> : data.items.map((box) => <Row key={box.id} box={box} onEdit={() => setEditing(box)} />)}
      {data.drop_address && (
        <section className="page-box">
          <h2>{t("mail.settings.yourDrop")}</h2>
          <p className="muted">{t("mail.settings.yourDropAbout")}</p>
          <code>{data.drop_address}</code>{" "}
          <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>
            {t("mail.settings.copy")}
          </Button>
        </section>
      )}
      {editing && <MailboxForm box={typeof editing === "string" ? null : editing} isShared={editing === "team" || (typeof editing !== "string" && !editing.owner)} onClose={() => setEditing(null)} />}
    </div>
  );
}

function Row({ box, onEdit }: { box: Mailbox; onEdit: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const act = async (call: Promise<unknown>, done?: string) => {
    try {
      await call;
      if (done) void message.success(done);
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    await refreshMail(client);
  };
  const state = !box.is_active ? "off" : box.error ? "failing" : box.fetched_at ? "ok" : "waiting";
  return (
    <section className="page-box">
      <div className="mailbox-row">
        <b>{box.address}</b>
        {box.name && <span className="muted">{box.name}</span>}
        <Tag color={state === "ok" ? "success" : state === "failing" ? "error" : "default"}>{t(`mail.settings.state.${state}`)}</Tag>
        {!box.owner && <Tag icon={<TeamOutlined />}>{box.is_drop_box ? t("mail.settings.dropBox") : t("mail.settings.team")}</Tag>}
        <Tag>{`${t("mail.sharing.label")}: ${t(`mail.sharing.${box.sharing}`)}`}</Tag>
        <span className="grow" />
        <Button size="small" icon={<ReloadOutlined />} disabled={!box.is_active} onClick={() => void act(post(`/api/mail/mailboxes/${box.id}/fetch`), t("mail.settings.fetchAsked"))}>
          {t("mail.settings.fetch")}
        </Button>
        {box.may_manage && (
          <>
            <Button size="small" icon={<EditOutlined />} onClick={onEdit}>
              {t("mail.settings.edit")}
            </Button>
            <Popconfirm title={t("mail.settings.removeSure")} onConfirm={() => void act(remove(`/api/mail/mailboxes/${box.id}`))}>
              <Button size="small" type="text" danger icon={<DeleteOutlined />} aria-label={t("mail.settings.remove")} title={t("mail.settings.remove")} />
            </Popconfirm>
          </>
        )}
      </div>
      {box.fetched_at && <div className="muted">{t("mail.settings.fetchedAt", { when: showRelative(box.fetched_at) })}</div>}
      {!box.owner && box.members.length > 0 && <div className="muted">{box.members.map((each) => each.title).join(", ")}</div>}
      {box.error && <Alert type="error" showIcon title={box.error} description={box.failing_since && box.next_fetch_at ? t("mail.settings.failingSince", { when: showDateTime(box.failing_since), next: showDateTime(box.next_fetch_at) }) : null} />}
    </section>
  );
}
