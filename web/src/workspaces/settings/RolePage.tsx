/** What a role allows: for each object, who may read, create, change and delete what, and which fields are closed. */
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useObject, useObjects } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import { recordQuery, someRecords } from "../../api/records";
import { useMe } from "../../api/session";
import type { ObjectMeta, Row } from "../../api/types";
import { useSave } from "../../objects/form/useSave";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { sentenceOf } from "../../ui/Problems";
import { ViewAsButton } from "../admin/ViewAsButton";
import { GrantRow } from "./GrantRow";
import { SCOPED, SWITCHED, type Grants } from "./grants";
import "./settings.css";

export function RolePage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const meta = useObject("role");
  const { data, error, refetch } = useQuery({ ...recordQuery({ name: "role", plural: "roles" }, id), enabled: !!meta });
  if (!meta || (!data && isProblem(error))) return <EmptyState text={t("error.notFoundHint")} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return <Editor key={`${data.id} ${data.version}`} meta={meta} role={data} />;
}

function Editor({ meta, role }: { meta: ObjectMeta; role: Row }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { update } = useSave(meta);
  const objects = useObjects();
  const me = useMe();
  const holders = useQuery(someRecords({ name: "user", plural: "users" }, { filter: { field: "roles", has_any: [role.id] }, sort: "name", limit: 200 })).data?.items ?? [];
  const [start] = useState(() => (role["grants"] ?? {}) as Grants);
  const [grants, setGrants] = useState(start);
  const [name, setName] = useState(role.title);
  const [description, setDescription] = useState(String(role["description"] ?? ""));
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const mayWrite = meta.rights.update;
  const changed = grants !== start || name !== role.title || description !== String(role["description"] ?? "");
  const business = objects.filter((each) => !each.is_setup);
  const setup = objects.filter((each) => each.is_setup);

  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      await update(role, { name, description, grants }, t("form.saved", { title: name }));
      void message.success(t("settings.saved"));
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join("\n") : sentenceOf(error));
    }
    setBusy(false);
  };
  const head = (
    <tr>
      <th scope="col">{t("settings.roles.object")}</th>
      {[...SCOPED.slice(0, 1), "create" as const, ...SCOPED.slice(1), ...SWITCHED.slice(1)].map((right) => (
        <th key={right} scope="col">
          {t(`settings.roles.right.${right}`)}
        </th>
      ))}
      <th scope="col">{t("settings.roles.fields")}</th>
      <th scope="col">{t("settings.roles.actions")}</th>
    </tr>
  );

  return (
    <div className="page">
      <PageHead title={role.title} about={t("settings.roles.about")} back="/roles">
        {me.is_administrator && <ViewAsButton kind="role" id={role.id} />}
        {mayWrite && (
          <>
            <Button
              disabled={!changed}
              onClick={() => {
                setGrants(start);
                setName(role.title);
                setDescription(String(role["description"] ?? ""));
              }}
            >
              {t("settings.discard")}
            </Button>
            <Button type="primary" disabled={!changed} loading={busy} onClick={() => void save()}>
              {t("form.save")}
            </Button>
          </>
        )}
      </PageHead>
      {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
      <section className="page-box form-grid">
        <label>
          {t("settings.roles.name")}
          <Input value={name} disabled={!mayWrite} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          {t("settings.roles.description")}
          <Input value={description} disabled={!mayWrite} onChange={(event) => setDescription(event.target.value)} />
        </label>
      </section>
      <p className="role-holders">
        <span className="muted">{t("settings.roles.holders")}</span>{" "}
        {holders.length === 0 ? t("settings.roles.nobody") : holders.map((person, at) => <span key={person.id}>{at > 0 && t("settings.knownPasswords.comma")}<Link to={`/users/${person.id}`}>{person.title}</Link></span>)}
      </p>
      <div className="plain-table-box grants-box">
        <table className="plain-table grants">
          <thead>{head}</thead>
          <tbody>
            <GrantRow grants={grants} meta={null} mayWrite={mayWrite} onChange={setGrants} />
            {business.map((each) => (
              <GrantRow key={each.name} grants={grants} meta={each} mayWrite={mayWrite} onChange={setGrants} />
            ))}
            <tr className="grants-group">
              <td colSpan={9}>{t("settings.roles.setup")}</td>
            </tr>
            {setup.map((each) => (
              <GrantRow key={each.name} grants={grants} meta={each} mayWrite={mayWrite} onChange={setGrants} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
