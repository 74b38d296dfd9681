/** Calendars that are kept elsewhere: accounts that are brought in step both ways, and addresses that are laid over one's own calendar. */
import { DeleteOutlined, ReloadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, ColorPicker, Form, Input, Modal, Popconfirm, Segmented, Select, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled, isProblem } from "../../api/problem";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import { addOutside, changeOutside, outsideQuery, removeOutside, subscribeTo, syncOutside, type OutsideAccount, type OutsideUse } from "./calls";
import { OUTSIDE_COLOR } from "./drawing";

const USES: readonly OutsideUse[] = ["write", "busy", "shown", "off"];
type Kind = "account" | "feed";

export function OutsideDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { data, error, refetch } = useQuery({ ...outsideQuery, refetchInterval: 5_000 });
  const [kind, setKind] = useState<Kind>("account");
  const [busy, setBusy] = useState(false);

  const refresh = () => {
    void client.invalidateQueries({ queryKey: outsideQuery.queryKey });
    void client.invalidateQueries({ queryKey: ["records", "meeting", "calendar"] });
  };
  const attempt = async (doing: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await doing();
    } catch (caught) {
      if (!(caught instanceof Cancelled)) void message.error(sentenceOf(caught));
    }
    setBusy(false);
    refresh();
  };

  return (
    <Modal open title={t("calendar.outside.title")} footer={null} onCancel={onClose} width={720}>
      <p className="muted">{t("calendar.outside.about")}</p>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={3} />
      ) : (
        <>
          {data.items.length === 0 ? <EmptyState text={t("calendar.outside.none")} /> : data.items.map((account) => <Account key={account.id} account={account} busy={busy} attempt={attempt} />)}
          <div className="cal-outside-new">
            <Segmented<Kind> value={kind} onChange={setKind} options={(["account", "feed"] as const).map((value) => ({ value, label: t(`calendar.outside.${value}`) }))} />
            {kind === "account" ? <AccountForm providers={data.providers} onDone={refresh} /> : <FeedForm onDone={refresh} />}
          </div>
        </>
      )}
    </Modal>
  );
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

interface AccountProps {
  account: OutsideAccount;
  busy: boolean;
  attempt: (doing: () => Promise<unknown>) => Promise<void>;
}

function Account({ account, busy, attempt }: AccountProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const chosen = account.calendars.some((each) => each.use !== "off");
  return (
    <section className="cal-account">
      <header>
        <b className="ellipsis">{account.name || (account.kind === "feed" && account.calendars[0]?.name) || hostOf(account.url)}</b>
        <span className="muted ellipsis" title={account.url}>
          {account.kind === "caldav" ? `${account.username} · ${account.url}` : account.url}
        </span>
        <Tooltip title={t("calendar.outside.sync")}>
          <Button size="small" type="text" icon={<ReloadOutlined />} aria-label={t("calendar.outside.sync")} disabled={busy} onClick={() => void attempt(() => syncOutside(account.id))} />
        </Tooltip>
        <Popconfirm title={t("calendar.outside.removeTitle")} description={t("calendar.outside.removeAbout")} okText={t("calendar.outside.remove")} onConfirm={() => void attempt(() => removeOutside(account.id))}>
          <Button size="small" type="text" danger icon={<DeleteOutlined />} aria-label={t("calendar.outside.remove")} disabled={busy} />
        </Popconfirm>
      </header>
      {account.error ? (
        <Alert
          type="error"
          showIcon
          title={account.error}
          description={
            <>
              {t("calendar.outside.again", { when: showDateTime(account.next_sync_at) })}
              {account.kind === "caldav" && (
                <div className="cal-outside-password">
                  <Input.Password value={password} autoComplete="new-password" placeholder={t("calendar.outside.newPassword")} aria-label={t("calendar.outside.passwordNew")} onChange={(event) => setPassword(event.target.value)} />
                  <Button disabled={!password || busy} onClick={() => void attempt(() => changeOutside(account.id, { password, calendars: [] }).then(() => setPassword("")))}>
                    {t("calendar.outside.save")}
                  </Button>
                </div>
              )}
            </>
          }
        />
      ) : (
        <small className="muted">{account.synced_at ? t("calendar.outside.synced", { when: showRelative(account.synced_at) }) : chosen ? t("calendar.outside.waiting") : t("calendar.outside.choose")}</small>
      )}
      <ul>
        {account.calendars.map((each) => (
          <li key={each.id}>
            <i className="cal-dot" style={{ background: each.color || OUTSIDE_COLOR }} />
            <span className="ellipsis" title={each.name}>
              {each.name || account.url}
            </span>
            {!each.may_write && account.kind === "caldav" && <Tag>{t("calendar.outside.readOnly")}</Tag>}
            <Select<OutsideUse>
              size="small"
              value={each.use}
              disabled={busy}
              aria-label={t("calendar.outside.use", { name: each.name })}
              options={USES.filter((use) => use !== "write" || each.may_write).map((value) => ({ value, label: t(`calendar.outside.uses.${value}`) }))}
              onChange={(use) => void attempt(() => changeOutside(account.id, { calendars: [{ id: each.id, use }] }))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What stands wrong with which input; the rest in one sentence. */
function useProblems() {
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const take = (error: unknown) => {
    if (isProblem(error) && Object.keys(error.fields).length > 0) setProblems(error.fields);
    else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
  };
  const clear = () => {
    setProblems({});
    setWrong("");
  };
  const item = (name: string) => {
    const found = problems[name];
    return { htmlFor: `outside-${name}`, ...(found ? { validateStatus: "error" as const, help: <span role="alert">{found.join(" ")}</span> } : {}) };
  };
  return { wrong, take, clear, item };
}

interface Provider {
  key: string;
  label: string;
  url: string;
  note: string;
}

function AccountForm({ providers, onDone }: { providers: Provider[]; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { wrong, take, clear, item } = useProblems();
  const [chosen, setChosen] = useState(providers[0]?.key ?? "");
  const [values, setValues] = useState({ url: providers[0]?.url ?? "", username: "", password: "" });
  const [busy, setBusy] = useState(false);
  const provider = providers.find((each) => each.key === chosen);
  const set = (change: Partial<typeof values>) => {
    clear();
    setValues((now) => ({ ...now, ...change }));
  };
  const connect = async () => {
    setBusy(true);
    clear();
    try {
      await addOutside({ name: chosen === "other" ? "" : (provider?.label ?? ""), url: values.url.trim(), username: values.username.trim(), password: values.password });
      void message.success(t("calendar.outside.connected"));
      setValues({ url: provider?.url ?? "", username: "", password: "" });
      onDone();
    } catch (error) {
      take(error);
    }
    setBusy(false);
  };
  return (
    <Form layout="vertical" onFinish={() => void connect()}>
      {wrong && <Alert type="error" showIcon title={wrong} className="gap-below" />}
      <div className="cal-pair">
        <Form.Item label={t("calendar.outside.provider")} htmlFor="outside-provider">
          <Select
            id="outside-provider"
            value={chosen}
            options={providers.map((each) => ({ value: each.key, label: each.label }))}
            onChange={(key) => {
              setChosen(key);
              set({ url: providers.find((each) => each.key === key)?.url ?? "" });
            }}
          />
        </Form.Item>
        <Form.Item {...item("url")} label={t("calendar.outside.url")}>
          <Input id="outside-url" value={values.url} onChange={(event) => set({ url: event.target.value })} />
        </Form.Item>
      </div>
      {provider?.note && <Alert type="info" showIcon title={provider.note} className="gap-below" />}
      <div className="cal-pair">
        <Form.Item {...item("username")} label={t("calendar.outside.username")}>
          <Input id="outside-username" autoComplete="off" value={values.username} onChange={(event) => set({ username: event.target.value })} />
        </Form.Item>
        <Form.Item {...item("password")} label={t("calendar.outside.password")}>
          <Input.Password id="outside-password" autoComplete="new-password" value={values.password} onChange={(event) => set({ password: event.target.value })} />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={busy} disabled={!values.url.trim() || !values.username.trim() || !values.password}>
        {t("calendar.outside.connect")}
      </Button>
    </Form>
  );
}

function FeedForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { wrong, take, clear, item } = useProblems();
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const [color, setColor] = useState("#8a4fb0");
  const [counts, setCounts] = useState(false);
  const [busy, setBusy] = useState(false);
  const subscribe = async () => {
    setBusy(true);
    clear();
    try {
      await subscribeTo({ url: url.trim(), name, color, use: counts ? "busy" : "shown" });
      setUrl("");
      setName("");
      onDone();
    } catch (error) {
      take(error);
    }
    setBusy(false);
  };
  return (
    <Form layout="vertical" onFinish={() => void subscribe()}>
      {wrong && <Alert type="error" showIcon title={wrong} className="gap-below" />}
      <Form.Item {...item("url")} label={t("calendar.outside.feedUrl")}>
        <Input
          id="outside-url"
          value={url}
          onChange={(event) => {
            clear();
            setUrl(event.target.value);
          }}
        />
      </Form.Item>
      <div className="cal-pair">
        <Form.Item label={t("calendar.outside.name")} htmlFor="outside-name">
          <Input id="outside-name" value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </Form.Item>
        <Form.Item label={t("calendar.outside.color")}>
          <ColorPicker value={color} disabledAlpha onChange={(value) => setColor(value.toHexString().slice(0, 7))} />
        </Form.Item>
      </div>
      <Form.Item>
        <Checkbox checked={counts} onChange={(event) => setCounts(event.target.checked)}>
          {t("calendar.outside.counts")}
        </Checkbox>
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} disabled={!url.trim()}>
        {t("calendar.outside.subscribe")}
      </Button>
    </Form>
  );
}
