/** The mail server: what it is, whether it works, and a trial mail. Environment variables override what is set here. */
import { SendOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post, put } from "../../api/client";
import { Cancelled, isProblem } from "../../api/problem";
import { useMe } from "../../api/session";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { sentenceOf } from "../../ui/Problems";
import { channelsQuery } from "../notices/calls";
import { ReturnsSettings } from "./ReturnsSettings";
import "./settings.css";

type Security = "none" | "starttls" | "tls";

interface MailSettings {
  host: string;
  port: number;
  security: Security;
  username: string;
  has_password: boolean;
  from_address: string;
  from_name: string;
  source: "settings" | "environment" | "none";
}

const KEY = ["settings", "mail"];
const USUAL_PORT: Record<Security, number> = { none: 25, starttls: 587, tls: 465 };

export function MailSettingsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<MailSettings>("/api/settings/mail", {}, signal), retry: false, refetchOnWindowFocus: false });
  if (!data && isProblem(error) && error.status === 403) return <EmptyState text={sentenceOf(error)} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <div className="page page-narrow">
      <PageHead title={t("settings.mail.title")} about={t("settings.mail.about")} back="/setup" />
      <ChannelState />
      <Server start={data} />
      {data.source !== "none" && <Trial />}
      {data.source !== "none" && <ReturnsSettings />}
    </div>
  );
}

function ChannelState() {
  const { t } = useTranslation();
  const mail = useQuery(channelsQuery).data?.find((each) => each.channel === "email");
  if (!mail) return null;
  const type = mail.status === "ok" ? "success" : mail.status === "down" ? "error" : "info";
  return (
    <Alert
      type={type}
      showIcon
      className="gap-below"
      title={t(`settings.mail.state.${mail.status}`)}
      description={
        mail.status === "down" && (
          <>
            {mail.since && <div>{t("notices.mail.downSince", { when: showDateTime(mail.since) })}</div>}
            {mail.last_error && <code>{mail.last_error}</code>}
            {mail.queued > 0 && <div>{t("notices.mail.downQueued", { count: mail.queued })}</div>}
          </>
        )
      }
    />
  );
}

function Server({ start }: { start: MailSettings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  // Without settings the server shows the sender that it would guess; that is a hint and not a choice.
  const [values, setValues] = useState(start.source === "none" ? { ...start, from_address: "", from_name: "" } : start);
  const [password, setPassword] = useState<string | null>(null);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const fixed = start.source === "environment";

  const set = <K extends keyof MailSettings>(name: K, value: MailSettings[K]) => {
    setValues((now) => ({ ...now, [name]: value }));
    setProblems(({ [name]: _gone, ...rest }) => rest);
  };
  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      const { host, port, security, username, from_address, from_name } = values;
      const saved = await put<MailSettings>("/api/settings/mail", { host: host.trim(), port, security, username, from_address: from_address.trim(), from_name, ...(password === null ? {} : { password }) });
      client.setQueryData(KEY, saved);
      setValues(saved);
      setPassword(null);
      void client.invalidateQueries({ queryKey: ["channels"] });
      void message.success(t("settings.saved"));
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) setProblems(error.fields);
      else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  const item = (name: string) => {
    const found = problems[name];
    return { label: t(`settings.mail.${name}`), htmlFor: `mail-${name}`, ...(found ? { validateStatus: "error" as const, help: <span role="alert">{found.join(" ")}</span> } : {}) };
  };

  return (
    <section className="page-box">
      {fixed && <Alert type="warning" showIcon className="gap-below" title={t("settings.mail.environment")} />}
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <Form layout="vertical" component="form" disabled={fixed} onFinish={() => void save()}>
        <div className="form-grid">
          <Form.Item {...item("host")} extra={t("settings.mail.hostHint")}>
            <Input id="mail-host" value={values.host} placeholder="smtp.example.com" onChange={(event) => set("host", event.target.value)} />
          </Form.Item>
          <div className="form-grid">
            <Form.Item {...item("security")}>
              <Select<Security>
                id="mail-security"
                value={values.security}
                options={(["none", "starttls", "tls"] as const).map((value) => ({ value, label: t(`settings.mail.securities.${value}`) }))}
                onChange={(security) => setValues((now) => ({ ...now, security, port: Object.values(USUAL_PORT).includes(now.port) ? USUAL_PORT[security] : now.port }))}
              />
            </Form.Item>
            <Form.Item {...item("port")}>
              <InputNumber id="mail-port" className="full" min={1} max={65535} value={values.port} onChange={(port) => set("port", port ?? 25)} />
            </Form.Item>
          </div>
          <Form.Item {...item("username")}>
            <Input id="mail-username" autoComplete="off" value={values.username} onChange={(event) => set("username", event.target.value)} />
          </Form.Item>
          <Form.Item {...item("password")} extra={values.has_password && password === null ? t("settings.mail.passwordKept") : undefined}>
            <Input.Password id="mail-password" autoComplete="new-password" value={password ?? ""} placeholder={values.has_password ? "••••••••" : ""} onChange={(event) => setPassword(event.target.value)} />
          </Form.Item>
          <Form.Item {...item("from_address")}>
            <Input id="mail-from_address" value={values.from_address} placeholder={start.from_address || "magpie@example.com"} onChange={(event) => set("from_address", event.target.value)} />
          </Form.Item>
          <Form.Item {...item("from_name")}>
            <Input id="mail-from_name" value={values.from_name} placeholder={start.from_name || "Magpie"} onChange={(event) => set("from_name", event.target.value)} />
          </Form.Item>
        </div>
        {!fixed && (
          <Button type="primary" htmlType="submit" loading={busy}>
            {t("form.save")}
          </Button>
        )}
      </Form>
    </section>
  );
}

function Trial() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const [to, setTo] = useState(me.email);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{ good: boolean; text: string } | null>(null);
  const send = async () => {
    setBusy(true);
    setAnswer(null);
    try {
      const { detail } = await post<{ sent: boolean; detail: string }>("/api/settings/mail/test", { to: to.trim() });
      setAnswer({ good: true, text: detail });
    } catch (error) {
      if (!(error instanceof Cancelled)) setAnswer({ good: false, text: sentenceOf(error) });
    }
    setBusy(false);
    void client.invalidateQueries({ queryKey: ["channels"] });
  };
  return (
    <section className="page-box">
      <h2>{t("settings.mail.test")}</h2>
      <div className="page-filters">
        <Input className="test-address" type="email" aria-label={t("settings.mail.testTo")} value={to} onChange={(event) => setTo(event.target.value)} onPressEnter={() => void send()} />
        <Button icon={<SendOutlined />} loading={busy} disabled={!to.trim()} onClick={() => void send()}>
          {t("settings.mail.testSend")}
        </Button>
      </div>
      {answer && <Alert type={answer.good ? "success" : "error"} showIcon title={<span className="pre-line">{answer.text}</span>} />}
    </section>
  );
}
