/** The invitation that a letter carries, with one's answer to it; or what a guest answered to ours. */
import { CalendarOutlined, ClockCircleOutlined, EnvironmentOutlined, SyncOutlined, UserOutlined, WarningOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Space, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { post } from "../../api/client";
import { recordPath, useObject } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { inZone } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { refreshMail, type Invitation, type Letter } from "./calls";

const ANSWERS = ["accepted", "tentative", "declined"] as const;
const COLORS = { accepted: "success", tentative: "warning", declined: "error", needs_action: "default" } as const;

/** "12-02 Wed 10:00–11:00" on the reader's clock; days only where it lasts all day. */
function timeOf(one: { starts_at: string; ends_at: string; all_day?: boolean }): string {
  const [begin, end] = [inZone(one.starts_at), inZone(one.ends_at)];
  if (one.all_day) {
    const last = end.subtract(1, "minute");
    return begin.isSame(last, "day") ? begin.format("YYYY-MM-DD ddd") : `${begin.format("YYYY-MM-DD ddd")} – ${last.format("MM-DD ddd")}`;
  }
  return `${begin.format("YYYY-MM-DD ddd HH:mm")}–${end.format(begin.isSame(end, "day") ? "HH:mm" : "MM-DD HH:mm")}`;
}

export function InvitationCard({ letter, invitation }: { letter: Letter; invitation: Invitation }) {
  const { t } = useTranslation();
  const meta = useObject("meeting");
  const ours = invitation.kind === "reply" || invitation.kind === "counter";
  const off = invitation.kind === "cancel" || invitation.is_off;
  return (
    <section className="letter-invitation" aria-label={t(`mail.invitation.${invitation.kind}`)}>
      <header>
        <CalendarOutlined /> <b className={off ? "is-off" : ""}>{invitation.title || t("mail.noSubject")}</b>
        <Tag color={off ? "error" : "processing"}>{t(off ? "mail.invitation.cancel" : `mail.invitation.${invitation.kind}`)}</Tag>
        {ours && invitation.kind === "reply" && <Tag color={COLORS[invitation.state]}>{t("mail.invitation.said", { name: invitation.name, state: t(`mail.invitation.${invitation.state}`) })}</Tag>}
      </header>
      <p>
        <ClockCircleOutlined /> {invitation.kind === "counter" ? t("mail.invitation.proposes", { name: invitation.name, time: timeOf(invitation) }) : timeOf(invitation)}
      </p>
      {invitation.rule && (
        <p>
          <SyncOutlined /> <RuleText rule={invitation.rule} />
        </p>
      )}
      {invitation.location && (
        <p>
          <EnvironmentOutlined /> {/^https?:\/\//.test(invitation.location) ? <a href={invitation.location} target="_blank" rel="noreferrer">{invitation.location}</a> : invitation.location}
        </p>
      )}
      {!ours && invitation.name && (
        <p>
          <UserOutlined /> {invitation.name}
        </p>
      )}
      {ours && invitation.comment && <p>“{invitation.comment}”</p>}
      {invitation.clashes.map((clash) => (
        <p key={clash.starts_at} className="is-clash">
          <WarningOutlined /> {t("mail.invitation.clash", { title: clash.title, time: timeOf(clash) })}
        </p>
      ))}
      {invitation.is_old && <p className="muted">{t("mail.invitation.old")}</p>}
      {!off && !invitation.is_old && invitation.is_over && <p className="muted">{t("mail.invitation.over")}</p>}
      {invitation.can_answer && <Answering letter={letter} invitation={invitation} />}
      <footer>
        {invitation.kind === "counter" && invitation.guest !== null && invitation.meeting !== null && !invitation.is_over && <TakeProposal invitation={invitation} />}
        {invitation.meeting !== null && meta && <Link to={recordPath(meta, invitation.meeting)}>{t("mail.invitation.open")}</Link>}
      </footer>
    </section>
  );
}

/** How often, in words where they are simple. */
function RuleText({ rule }: { rule: string }) {
  const { t } = useTranslation();
  const frequency = /FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)/.exec(rule)?.[1];
  const interval = Number(/INTERVAL=(\d+)/.exec(rule)?.[1] ?? 1);
  const until = /UNTIL=(\d{4})(\d{2})(\d{2})/.exec(rule);
  const times = /COUNT=(\d+)/.exec(rule)?.[1];
  return (
    <>
      {frequency ? t(`mail.invitation.every.${frequency}`, { count: interval }) : t("mail.invitation.repeats")}
      {until && ` · ${t("mail.invitation.until", { day: until.slice(1).join("-") })}`}
      {times && ` · ${t("mail.invitation.times", { count: Number(times) })}`}
    </>
  );
}

function Answering({ letter, invitation }: { letter: Letter; invitation: Invitation }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const [comment, setComment] = useState(invitation.comment);
  const [busy, setBusy] = useState("");
  const answer = async (state: (typeof ANSWERS)[number]) => {
    setBusy(state);
    try {
      await post(`/api/mail/letters/${letter.id}/answer`, { state, comment });
      void message.success(t(invitation.can_send ? "mail.invitation.sent" : "mail.invitation.kept"));
    } catch (error) {
      if (!(error instanceof Cancelled)) notification.warning({ title: sentenceOf(error) });
    } finally {
      setBusy("");
      void refreshMail(client);
      void client.invalidateQueries({ queryKey: ["records"] });
    }
  };
  return (
    <>
      <Input.TextArea value={comment} maxLength={1000} autoSize={{ minRows: 1, maxRows: 4 }} aria-label={t("mail.invitation.comment")} placeholder={t("mail.invitation.comment")} onChange={(event) => setComment(event.target.value)} />
      <div className="letter-answers">
        <Space.Compact>
          {ANSWERS.map((state) => (
            <Button key={state} type={invitation.state === state ? "primary" : "default"} aria-pressed={invitation.state === state} loading={busy === state} disabled={busy !== "" && busy !== state} onClick={() => void answer(state)}>
              {t(`mail.invitation.do.${state}`)}
            </Button>
          ))}
        </Space.Compact>
        {!invitation.can_send && <span className="muted">{t("mail.invitation.cannotSend")}</span>}
      </div>
    </>
  );
}

function TakeProposal({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { notification } = App.useApp();
  const [busy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    try {
      await post(`/api/calendar/meetings/${invitation.meeting}/guests/${invitation.guest}/take-proposal`, undefined, { undo: t("mail.invitation.moved") });
    } catch (error) {
      if (!(error instanceof Cancelled)) notification.warning({ title: sentenceOf(error) });
    } finally {
      setBusy(false);
      void refreshMail(client);
      void client.invalidateQueries({ queryKey: ["records"] });
    }
  };
  return (
    <Button type="primary" size="small" loading={busy} onClick={() => void take()}>
      {t("mail.invitation.take")}
    </Button>
  );
}
