/** The company's secrets: their names and where they are used, never what they are. */
import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { remove } from "../../../api/client";
import { Cancelled, isProblem } from "../../../api/problem";
import { useMe } from "../../../api/session";
import { showDateTime } from "../../../lib/time";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../../ui/PlainTable";
import { sentenceOf } from "../../../ui/Problems";
import { secretsQuery, type Secret } from "./calls";
import { SecretDrawer } from "./SecretDrawer";
import "./settings.css";
import "./settingsTexts";

export function SecretsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const { data, error, refetch } = useQuery(secretsQuery);
  const [editing, setEditing] = useState<Secret | "new" | null>(null);
  const [wrong, setWrong] = useState("");
  if (!data && isProblem(error) && error.status === 403) return <EmptyState text={sentenceOf(error)} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  const mayChange = me.is_administrator;
  const drop = ({ name }: Secret) =>
    modal.confirm({
      title: t("automation.secrets.deleteSure", { name }),
      content: t("automation.secrets.deleteText"),
      okText: t("automation.secrets.delete"),
      okButtonProps: { danger: true },
      onOk: async () => {
        setWrong("");
        try {
          await remove(`/api/settings/secrets/${name}`);
          void message.success(t("automation.secrets.deleted", { name }));
        } catch (problem) {
          if (!(problem instanceof Cancelled)) setWrong(sentenceOf(problem));
        }
        await client.invalidateQueries({ queryKey: secretsQuery.queryKey });
      },
    });
  const columns: PlainColumn<Secret>[] = [
    { key: "name", title: t("automation.secrets.name"), heading: true, width: 200, render: (row) => <code className="secret-name">{row.name}</code> },
    { key: "about", title: t("automation.secrets.aboutLabel"), render: (row) => row.about },
    { key: "used", title: t("automation.secrets.used"), render: (row) => <Used secret={row} /> },
    {
      key: "changed",
      title: t("automation.secrets.changed"),
      width: 230,
      render: (row) => (
        <>
          {showDateTime(row.changed_at)}
          {row.changed_by && <div className="muted">{row.changed_by}</div>}
        </>
      ),
    },
    ...(mayChange
      ? [
          {
            key: "do",
            title: "",
            width: 90,
            align: "right" as const,
            render: (row: Secret) => (
              <span className="row-buttons">
                <Button type="text" size="small" icon={<EditOutlined />} title={t("automation.secrets.replace")} aria-label={`${t("automation.secrets.replace")}: ${row.name}`} onClick={() => setEditing(row)} />
                <Button type="text" size="small" danger icon={<DeleteOutlined />} title={t("automation.secrets.delete")} aria-label={`${t("automation.secrets.delete")}: ${row.name}`} onClick={() => drop(row)} />
              </span>
            ),
          },
        ]
      : []),
  ];
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
      {t("automation.secrets.add")}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={t("automation.secrets.title")} about={t("automation.secrets.about")} back="/setup">
        {mayChange && data.length > 0 && add}
      </PageHead>
      {wrong && <Alert type="error" showIcon closable={{ onClose: () => setWrong("") }} className="gap-below" title={wrong} />}
      {data.length === 0 ? <EmptyState text={t("automation.secrets.none")} action={mayChange && add} /> : <PlainTable rows={data} columns={columns} rowKey={(row) => row.name} />}
      {editing && <SecretDrawer secret={editing === "new" ? null : editing} names={data.map((each) => each.name)} onClose={() => setEditing(null)} />}
    </div>
  );
}

function Used({ secret }: { secret: Secret }) {
  const { t } = useTranslation();
  if (secret.used_in.length === 0) return <span className="muted">{t("automation.secrets.unused")}</span>;
  return (
    <ul className="plain-list">
      {secret.used_in.map((each) => (
        <li key={String(each["id"])}>
          <Link to={`/workflows/${String(each["id"])}`}>{String(each["title"])}</Link>
        </li>
      ))}
    </ul>
  );
}
