/** Setting up a mailbox: address and password first, the servers by themselves for common providers, and a trial before it is saved. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, DatePicker, Drawer, Form, Input, InputNumber, Radio, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post, put } from "../../api/client";
import { Cancelled, isProblem } from "../../api/problem";
import { useMe } from "../../api/session";
import type { Page, Row } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { looksLikeAddress, providersQuery, refreshMail, type Mailbox, type MailboxInput, type Provider, type Sharing, type Trial } from "./calls";
import { Editor } from "./Editor";

type Security = MailboxInput["imap_security"];
const SECURITIES: readonly NonNullable<Security>[] = ["tls", "starttls", "none"];
const SHARINGS: readonly Sharing[] = ["private", "subject", "shared"];
const USUAL = { imap: { tls: 993, starttls: 143, none: 143 }, smtp: { tls: 465, starttls: 587, none: 25 } } as const;
type Values = Required<Omit<MailboxInput, "password" | "since">> & { since: string | null };

function startOf(box: Mailbox | null, isShared: boolean, address: string, name: string): Values {
  if (box) {
    const { address, name, username, sharing, leaves_out_internal, never_from, folders, since, signature, is_drop_box, is_active } = box;
    const { imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security } = box;
    const servers = { imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security };
    return { ...servers, address, name, username, sharing, leaves_out_internal, never_from, folders, since, signature, is_drop_box, is_active, is_shared: isShared, members: box.members.map((each) => each.id) };
  }
  const servers = { imap_host: "", imap_port: 993, imap_security: "tls", smtp_host: "", smtp_port: 465, smtp_security: "tls" } as const;
  return { ...servers, address: isShared ? "" : address, name: isShared ? "" : name, is_shared: isShared, members: [], username: "", sharing: isShared ? "shared" : "subject", leaves_out_internal: true, never_from: [], folders: [], since: null, signature: "", is_drop_box: false, is_active: true };
}

export function MailboxForm({ box, isShared, onClose }: { box: Mailbox | null; isShared: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [values, setValues] = useState(() => startOf(box, isShared, me.email, me.name));
  const [password, setPassword] = useState<string | null>(null);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState<"save" | "test" | null>(null);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const address = looksLikeAddress(values.address) ? values.address.trim() : "";
  const { data: providers } = useQuery(providersQuery(address));
  const { data: people } = useQuery({ queryKey: ["records", "user", "members"], queryFn: ({ signal }) => get<Page<Row>>("/api/users", { sort: "name", limit: 200 }, signal), enabled: isShared });
  const provider = providers?.items.find((each) => each.key === (chosen ?? providers.found?.key)) ?? null;
  const set = <K extends keyof Values>(name: K, value: Values[K]) => {
    setValues((now) => ({ ...now, [name]: value }));
    setProblems(({ [name]: _gone, ...rest }) => rest);
  };
  const take = (found: Provider | null) => {
    if (!found) return;
    const { imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security } = found;
    setValues((now) => ({ ...now, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security }));
  };
  const item = (name: string) => {
    const found = problems[name];
    return { htmlFor: `box-${name}`, ...(found ? { validateStatus: "error" as const, help: <span role="alert">{found.join(" ")}</span> } : {}) };
  };
  const run = async (kind: "save" | "test") => {
    setBusy(kind);
    setWrong("");
    const secret = password === null ? {} : { password };
    try {
      if (kind === "test") {
        const { imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security, username } = values;
        setTrial(await post<Trial>("/api/mail/trial", { ...(box ? { id: box.id } : {}), address: values.address.trim(), imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security, username, ...secret }));
      } else {
        const body = { ...values, ...secret };
        await (box ? put(`/api/mail/mailboxes/${box.id}`, body) : post("/api/mail/mailboxes", body));
        void message.success(t("mail.settings.saved"));
        void refreshMail(client);
        onClose();
      }
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) setProblems(error.fields);
      else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(null);
  };
  const folders = [...new Set([...values.folders, ...(trial?.folders ?? []).map((each) => each.name)])];
  return (
    <Drawer
      open
      size="min(640px, 100vw)"
      title={box ? box.address : t(isShared ? "mail.settings.newShared" : "mail.settings.newTitle")}
      onClose={onClose}
      maskClosable={false}
      footer={
        <div className="compose-foot">
          <Button type="primary" loading={busy === "save"} onClick={() => void run("save")}>
            {t("form.save")}
          </Button>
          <Button loading={busy === "test"} disabled={!values.imap_host && !values.smtp_host} onClick={() => void run("test")}>
            {t("mail.settings.test")}
          </Button>
          <Button onClick={onClose}>{t("form.cancel")}</Button>
        </div>
      }
    >
      {wrong && <Alert type="error" showIcon title={wrong} className="gap-below" />}
      <Form layout="vertical" component="div">
        <Form.Item {...item("address")} label={t("mail.settings.address")} required>
          <Input id="box-address" type="email" autoComplete="off" value={values.address} onChange={(event) => set("address", event.target.value)} onBlur={() => !values.imap_host && take(provider)} />
        </Form.Item>
        <Form.Item label={t("mail.settings.provider")} htmlFor="box-provider">
          <Select
            id="box-provider"
            value={provider?.key ?? ""}
            onChange={(key) => {
              setChosen(key);
              take(providers?.items.find((each) => each.key === key) ?? null);
            }}
            options={[{ value: "", label: t("mail.settings.providerOther") }, ...(providers?.items ?? []).map((each) => ({ value: each.key, label: each.label }))]}
          />
        </Form.Item>
        {provider?.note && <Alert type="info" showIcon title={provider.note} className="gap-below" />}
        <Form.Item {...item("password")} label={t("mail.settings.password")} extra={box?.has_password && password === null ? t("mail.settings.passwordKept") : undefined}>
          <Input.Password id="box-password" autoComplete="new-password" value={password ?? ""} placeholder={box?.has_password ? "••••••••" : ""} onChange={(event) => setPassword(event.target.value)} />
        </Form.Item>
        {(["imap", "smtp"] as const).map((kind) => (
          <div key={kind} className="mailbox-servers">
            <Form.Item {...item(`${kind}_host`)} label={t(`mail.settings.${kind}`)}>
              <Input id={`box-${kind}_host`} placeholder={`${kind}.example.com`} value={values[`${kind}_host`]} onChange={(event) => set(`${kind}_host`, event.target.value.trim())} />
            </Form.Item>
            <Form.Item {...item(`${kind}_port`)} label={t("mail.settings.port")}>
              <InputNumber id={`box-${kind}_port`} className="full" min={1} max={65535} value={values[`${kind}_port`]} onChange={(port) => set(`${kind}_port`, port ?? USUAL[kind].tls)} />
            </Form.Item>
            <Form.Item label=" ">
              <Select
                aria-label={`${t(`mail.settings.${kind}`)} TLS`}
                value={values[`${kind}_security`]}
                options={SECURITIES.map((value) => ({ value, label: t(`mail.settings.security.${value}`) }))}
                onChange={(security) => {
                  set(`${kind}_security`, security);
                  set(`${kind}_port`, USUAL[kind][security]);
                }}
              />
            </Form.Item>
          </div>
        ))}
        <Form.Item {...item("username")} label={t("mail.settings.username")}>
          <Input id="box-username" autoComplete="off" placeholder={t("mail.settings.usernameHint")} value={values.username} onChange={(event) => set("username", event.target.value)} />
        </Form.Item>
        {trial && (
          <div className="gap-below">
            <Alert type={trial.imap_error ? "error" : "success"} showIcon title={trial.imap_error ? t("mail.settings.imapBad", { error: trial.imap_error }) : t("mail.settings.imapGood")} />
            <Alert type={trial.smtp_error ? "error" : "success"} showIcon title={trial.smtp_error ? t("mail.settings.smtpBad", { error: trial.smtp_error }) : t("mail.settings.smtpGood")} />
          </div>
        )}
        <Form.Item label={t("mail.settings.name")} htmlFor="box-name">
          <Input id="box-name" maxLength={200} value={values.name} onChange={(event) => set("name", event.target.value)} />
        </Form.Item>
        {isShared && (
          <>
            <Form.Item label={t("mail.settings.members")} htmlFor="box-members">
              <Select id="box-members" mode="multiple" optionFilterProp="label" value={values.members} onChange={(members) => set("members", members)} options={(people?.items ?? []).map((each) => ({ value: each.id, label: each.title }))} />
            </Form.Item>
            <Form.Item {...item("is_drop_box")}>
              <Checkbox checked={values.is_drop_box} onChange={(event) => set("is_drop_box", event.target.checked)}>
                {t("mail.settings.isDrop")}
              </Checkbox>
            </Form.Item>
          </>
        )}
        <Form.Item label={t("mail.settings.sharing")} extra={t("mail.settings.sharingAbout")}>
          <Radio.Group value={values.sharing} onChange={(event) => set("sharing", event.target.value as Sharing)}>
            {SHARINGS.map((value) => (
              <div key={value}>
                <Radio value={value}>
                  {t(`mail.sharing.${value}`)} <span className="muted">{t(`mail.sharingHint.${value}`)}</span>
                </Radio>
              </div>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item>
          <Checkbox checked={values.leaves_out_internal} onChange={(event) => set("leaves_out_internal", event.target.checked)}>
            {t("mail.settings.internal")}
          </Checkbox>
        </Form.Item>
        <Form.Item {...item("never_from")} label={t("mail.settings.never")}>
          <Select id="box-never_from" mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", " ", "，", ";"]} placeholder={t("mail.settings.neverHint")} value={values.never_from} onChange={(never) => set("never_from", never)} />
        </Form.Item>
        <Form.Item {...item("folders")} label={t("mail.settings.folders")} extra={t("mail.settings.foldersHint")}>
          <Select id="box-folders" mode="multiple" value={values.folders} onChange={(names) => set("folders", names)} options={folders.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item label={t("mail.settings.since")} htmlFor="box-since">
          <DatePicker id="box-since" value={values.since ? dayjs(values.since) : null} onChange={(day) => set("since", day ? day.format("YYYY-MM-DD") : null)} />
        </Form.Item>
        <Form.Item label={t("mail.settings.signature")} className="mail-signature">
          <Editor html={values.signature} version={0} onChange={(html) => set("signature", html)} />
        </Form.Item>
        <Form.Item>
          <Checkbox checked={values.is_active} onChange={(event) => set("is_active", event.target.checked)}>
            {t("mail.settings.active")}
          </Checkbox>
        </Form.Item>
      </Form>
    </Drawer>
  );
}
