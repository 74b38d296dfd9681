/** The hosts of the company's own network that workflows may call. Each change is kept at once. */
import { DeleteOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { put } from "../../../api/client";
import { Cancelled, isProblem } from "../../../api/problem";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import { sentenceOf } from "../../../ui/Problems";
import { outgoingQuery, type Outgoing } from "./calls";
import "./settings.css";
import "./settingsTexts";

export function OutgoingPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(outgoingQuery);
  if (!data && isProblem(error) && error.status === 403) return <EmptyState text={sentenceOf(error)} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <div className="page page-narrow">
      <PageHead title={t("automation.outgoing.title")} about={t("automation.outgoing.about")} back="/setup" />
      <Hosts hosts={data.allowed_hosts} />
    </div>
  );
}

function Hosts({ hosts }: { hosts: readonly string[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const keep = async (next: readonly string[]): Promise<boolean> => {
    setBusy(true);
    setWrong("");
    try {
      client.setQueryData(outgoingQuery.queryKey, await put<Outgoing>("/api/settings/outgoing", { allowed_hosts: next }));
      return true;
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join(" ") : sentenceOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const add = async () => {
    const host = typed.trim().toLowerCase();
    if (!host) return;
    if (hosts.includes(host)) setWrong(t("automation.outgoing.there"));
    else if (await keep([...hosts, host])) setTyped("");
  };
  return (
    <section className="page-box">
      <h2>{t("automation.outgoing.list")}</h2>
      {hosts.length === 0 && <p className="muted">{t("automation.outgoing.none")}</p>}
      <ul className="host-list">
        {hosts.map((host) => (
          <li key={host}>
            <code>{host}</code>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              disabled={busy}
              title={t("automation.outgoing.remove", { host })}
              aria-label={t("automation.outgoing.remove", { host })}
              onClick={() => void keep(hosts.filter((each) => each !== host))}
            />
          </li>
        ))}
      </ul>
      <Form component="form" layout="vertical" onFinish={() => void add()}>
        <Form.Item label={t("automation.outgoing.host")} htmlFor="outgoing-host" {...(wrong ? { validateStatus: "error" as const, help: <span role="alert">{wrong}</span> } : { extra: t("automation.outgoing.hint") })}>
          <div className="host-add">
            <Input
              id="outgoing-host"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={260}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setWrong("");
              }}
            />
            <Button type="primary" htmlType="submit" loading={busy} disabled={!typed.trim()}>
              {t("automation.outgoing.add")}
            </Button>
          </div>
        </Form.Item>
      </Form>
    </section>
  );
}
