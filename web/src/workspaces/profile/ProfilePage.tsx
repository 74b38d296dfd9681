/** The person's own data: name, language, time zone, absence, channels of notices, password. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { patch } from "../../api/client";
import { fieldOf, useObject } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import { recordQuery } from "../../api/records";
import { meQuery, useMe } from "../../api/session";
import type { FieldMeta, Me, ObjectMeta, Row } from "../../api/types";
import { FieldInput } from "../../objects/fields/FieldInput";
import { toWire } from "../../objects/fields/kinds";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { sentenceOf } from "../../ui/Problems";
import { BrowserPush } from "../notices/BrowserPush";
import { Channels } from "./Channels";
import { Manner } from "./Manner";
import { PasswordForm } from "./PasswordForm";
import "./profile.css";

export function ProfilePage() {
  const { t } = useTranslation();
  const me = useMe();
  const meta = useObject("user");
  const { data, error, refetch } = useQuery({ ...recordQuery({ name: "user", plural: "users" }, me.id), enabled: !!meta });
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <div className="page page-narrow">
      <PageHead title={t("profile.title")} about={t("profile.about")} />
      <Own key={data.version} meta={meta} user={data} />
      <BrowserPush />
      <Channels />
      <Manner />
      <PasswordForm />
    </div>
  );
}

/** Written through /api/me, which lets everybody change these few fields of their own. */
const OWN = ["name", "phone", "language", "time_zone", "away_from", "away_until", "deputy"];

function Own({ meta, user }: { meta: ObjectMeta; user: Row }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [values, setValues] = useState<Record<string, unknown>>(user);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const changed = OWN.filter((name) => JSON.stringify(values[name] ?? null) !== JSON.stringify(user[name] ?? null));

  const save = async (given: Record<string, unknown>) => {
    setBusy(true);
    setWrong("");
    try {
      const saved = await patch<Me>("/api/me", toWire(meta.fields, given));
      client.setQueryData(meQuery.queryKey, saved);
      void client.invalidateQueries({ queryKey: ["records"] });
      if ("language" in given) void client.invalidateQueries();
      void message.success(t("profile.saved"));
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) setProblems(error.fields);
      else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  const input = (name: string, label: string) => {
    const found = problems[name];
    const known = fieldOf(meta, name);
    // One's own data may be written here even by those who may not change users.
    const field: FieldMeta | undefined = known && { ...known, right: "write", read_only: false };
    return (
      <Form.Item key={name} label={label} htmlFor={`profile-${name}`} {...(found ? { validateStatus: "error" as const, help: <span role="alert">{found.join(" ")}</span> } : {})}>
        {name === "time_zone" ? (
          <Select
            id="profile-time_zone"
            showSearch
            allowClear
            placeholder={t("profile.zoneCompany")}
            value={String(values["time_zone"] ?? "") || null}
            options={Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value.replaceAll("_", " ") }))}
            onChange={(value?: string | null) => setValues({ ...values, time_zone: value ?? "" })}
          />
        ) : (
          field && <FieldInput field={field} id={`profile-${name}`} value={values[name]} invalid={!!found} onChange={(value) => setValues({ ...values, [name]: value })} />
        )}
      </Form.Item>
    );
  };

  return (
    <Form layout="vertical" component="div">
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <section className="page-box">
        <h2>{t("profile.me")}</h2>
        <dl className="profile-facts">
          <dt>{t("profile.username")}</dt>
          <dd>{me.username}</dd>
          <dt>{t("profile.email")}</dt>
          <dd>{me.email}</dd>
          <dt>{t("profile.team")}</dt>
          <dd>{me.team?.title}</dd>
          <dt>{t("profile.roles")}</dt>
          <dd>{me.roles.map((role) => role.title).join(", ")}</dd>
        </dl>
        <div className="form-grid">
          {input("name", t("profile.name"))}
          {input("phone", t("profile.phone"))}
          {input("language", t("profile.language"))}
          {input("time_zone", t("profile.zone"))}
        </div>
      </section>
      <section className="page-box">
        <h2>{t("profile.away")}</h2>
        <p className="muted page-about gap-below">{t("profile.awayAbout")}</p>
        <div className="form-grid">
          {input("away_from", t("profile.from"))}
          {input("away_until", t("profile.until"))}
          {input("deputy", t("profile.deputy"))}
        </div>
        {me.away && (
          <Button loading={busy} onClick={() => void save({ away_from: null, away_until: null })}>
            {t("profile.endAbsence")}
          </Button>
        )}
      </section>
      <div className="profile-save">
        <Button type="primary" loading={busy} disabled={changed.length === 0} onClick={() => void save(Object.fromEntries(changed.map((name) => [name, values[name] ?? null])))}>
          {t("form.save")}
        </Button>
      </div>
    </Form>
  );
}
