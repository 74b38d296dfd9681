/** The mailbox to which mails come back that could not be delivered: without it, such mails count as sent. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post, put } from "../../api/client";
import type { components } from "../../api/generated";
import { Cancelled, isProblem } from "../../api/problem";
import { showDateTime } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";

type Returns = components["schemas"]["ReturnsAnswer"];
type Security = Returns["security"];

const KEY = ["settings", "returns"];
const USUAL_PORT: Record<Security, number> = { none: 143, starttls: 143, tls: 993 };

export function ReturnsSettings() {
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Returns>("/api/settings/returns", {}, signal), retry: false, refetchOnWindowFocus: false });
  return data ? <Mailbox start={data} /> : null;
}

function Mailbox({ start }: { start: Returns }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [values, setValues] = useState(start);
  const [password, setPassword] = useState<string | null>(null);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [said, setSaid] = useState<{ good: boolean; text: string } | null>(null);
  const [busy, setBusy] = useState("");

  const set = <K extends keyof Returns>(name: K, value: Returns[K]) => {
    setValues((now) => ({ ...now, [name]: value }));
    setProblems(({ [name]: _gone, ...rest }) => rest);
  };
  const attempt = async (what: string, doing: () => Promise<void>) => {
    setBusy(what);
    setSaid(null);
    try {
      await doing();
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) setProblems(error.fields);
      else if (!(error instanceof Cancelled)) setSaid({ good: false, text: sentenceOf(error) });
    }
    setBusy("");
  };
  const save = (is_on: boolean) =>
    attempt("save", async () => {
      const { address, host, port, security, username, folder } = values;
      const saved = await put<Returns>("/api/settings/returns", { is_on, address: address.trim(), host: host.trim(), port, security, username, folder: folder.trim() || "INBOX", ...(password === null ? {} : { password }) });
      client.setQueryData(KEY, saved);
      setValues(saved);
      setPassword(null);
      void message.success(t("settings.saved"));
    });
  const test = () =>
    attempt("test", async () => {
      const { detail } = await post<{ detail: string }>("/api/settings/returns/test");
      setSaid({ good: true, text: detail });
    });
  const item = (name: "address" | "host" | "security" | "port" | "username" | "password" | "folder", label: string) => {
    const found = problems[name];
    return { label, htmlFor: `returns-${name}`, ...(found ? { validateStatus: "error" as const, help: <span role="alert">{found.join(" ")}</span> } : {}) };
  };

  return (
    <section className="page-box">
      <h2>{t("settings.returns.title")}</h2>
      <p className="muted page-about gap-below">{t("settings.returns.about")}</p>
      {start.is_on && start.error && <Alert type="error" showIcon className="gap-below" title={t("settings.returns.failing", { when: start.failing_since ? showDateTime(start.failing_since) : "" })} description={<code>{start.error}</code>} />}
      <div className="gap-below">
        <Switch id="returns-on" checked={values.is_on} onChange={(is_on) => (is_on ? set("is_on", true) : values.address && start.is_on ? void save(false) : set("is_on", false))} />{" "}
        <label htmlFor="returns-on">{t("settings.returns.on")}</label>
        {start.is_on && !start.error && start.looked_at && <span className="muted"> {t("settings.returns.looked", { when: showDateTime(start.looked_at) })}</span>}
      </div>
      {values.is_on && (
        <Form layout="vertical" component="form" onFinish={() => void save(true)}>
          <div className="form-grid">
            <Form.Item {...item("address", t("settings.returns.address"))} extra={t("settings.returns.addressHint")}>
              <Input id="returns-address" value={values.address} placeholder="returns@example.com" onChange={(event) => set("address", event.target.value)} />
            </Form.Item>
            <Form.Item {...item("host", t("settings.returns.host"))}>
              <Input id="returns-host" value={values.host} placeholder="imap.example.com" onChange={(event) => set("host", event.target.value)} />
            </Form.Item>
            <Form.Item {...item("security", t("settings.mail.security"))}>
              <Select<Security>
                id="returns-security"
                value={values.security}
                options={(["none", "starttls", "tls"] as const).map((value) => ({ value, label: t(`settings.mail.securities.${value}`) }))}
                onChange={(security) => setValues((now) => ({ ...now, security, port: Object.values(USUAL_PORT).includes(now.port) ? USUAL_PORT[security] : now.port }))}
              />
            </Form.Item>
            <Form.Item {...item("port", t("settings.mail.port"))}>
              <InputNumber id="returns-port" className="full" min={1} max={65535} value={values.port} onChange={(port) => set("port", port ?? 993)} />
            </Form.Item>
            <Form.Item {...item("username", t("settings.mail.username"))} extra={t("settings.returns.usernameHint")}>
              <Input id="returns-username" autoComplete="off" value={values.username} onChange={(event) => set("username", event.target.value)} />
            </Form.Item>
            <Form.Item {...item("password", t("settings.mail.password"))} extra={values.has_password && password === null ? t("settings.mail.passwordKept") : undefined}>
              <Input.Password id="returns-password" autoComplete="new-password" value={password ?? ""} placeholder={values.has_password ? "••••••••" : ""} onChange={(event) => setPassword(event.target.value)} />
            </Form.Item>
            <Form.Item {...item("folder", t("settings.returns.folder"))}>
              <Input id="returns-folder" value={values.folder} onChange={(event) => set("folder", event.target.value)} />
            </Form.Item>
          </div>
          <div className="page-filters">
            <Button type="primary" htmlType="submit" loading={busy === "save"}>
              {t("form.save")}
            </Button>
            {start.is_on && (
              <Button loading={busy === "test"} onClick={() => void test()}>
                {t("settings.returns.test")}
              </Button>
            )}
          </div>
        </Form>
      )}
      {said && <Alert type={said.good ? "success" : "error"} showIcon title={<span className="pre-line">{said.text}</span>} />}
    </section>
  );
}
