/** Territories in the order in which they are asked: the rule of each, and the people who take its leads in turn. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, EditOutlined, FilterOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Switch, Tag } from "antd";
import { use, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "../../api/live";
import { fieldOf, useObject } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import { deleteRecord, someRecords } from "../../api/records";
import type { Filter, ObjectMeta, Row } from "../../api/types";
import { idOf, titleOf } from "../../objects/fields/reference";
import { FieldInput } from "../../objects/fields/FieldInput";
import { FilterText } from "../../objects/filter/FilterText";
import { FormContext } from "../../objects/form/FormContext";
import { useSave } from "../../objects/form/useSave";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { sentenceOf } from "../../ui/Problems";
import { FilterDialog } from "./FilterDialog";
import { swapped } from "./positions";
import "./settings.css";

export function TerritoriesPage() {
  const { t } = useTranslation();
  const meta = useObject("territory");
  const members = useObject("territory_member");
  const lead = useObject("lead");
  if (!meta || !members || !lead) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} memberMeta={members} lead={lead} />;
}

function useAttempt() {
  const { message } = App.useApp();
  return async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (error instanceof Cancelled) return;
      void message.error(isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join(" ") : sentenceOf(error));
    }
  };
}

function Shown({ meta, memberMeta, lead }: { meta: ObjectMeta; memberMeta: ObjectMeta; lead: ObjectMeta }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const attempt = useAttempt();
  const { update } = useSave(meta);
  const territories = useQuery(someRecords(meta, { limit: 100, sort: "position" }));
  const members = useQuery(someRecords(memberMeta, { limit: 200, sort: "position" }));
  useLive(["territory", "territory_member"]);
  const rows = territories.data?.items ?? [];

  const move = (at: number, by: -1 | 1) =>
    attempt(async () => {
      for (const [row, position] of swapped(rows, at, by)) await update(row, { position }, t("settings.territories.moved"));
    });

  return (
    <div className="page">
      <PageHead title={meta.label_plural} about={t("settings.territories.about")} back="/setup">
        {meta.rights.create && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => openForm({ object: "territory", values: { position: (Number(rows.at(-1)?.["position"]) || 0) + 10 }, onSaved: () => undefined })}>
            {t("form.new", { object: meta.label })}
          </Button>
        )}
      </PageHead>
      {!territories.data || !members.data ? (
        (territories.error ?? members.error) ? <ErrorState error={territories.error ?? members.error} onRetry={() => void territories.refetch()} /> : <Loading />
      ) : rows.length === 0 ? (
        <EmptyState text={t("settings.territories.none")} />
      ) : (
        <ol className="territories">
          {rows.map((row, at) => (
            <TerritoryCard
              key={row.id}
              meta={meta}
              memberMeta={memberMeta}
              lead={lead}
              row={row}
              members={(members.data?.items ?? []).filter((member) => idOf(member["territory"]) === row.id)}
              {...(at > 0 ? { onUp: () => void move(at, -1) } : {})}
              {...(at < rows.length - 1 ? { onDown: () => void move(at, 1) } : {})}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

interface CardProps {
  meta: ObjectMeta;
  memberMeta: ObjectMeta;
  lead: ObjectMeta;
  row: Row;
  members: Row[];
  onUp?: () => void;
  onDown?: () => void;
}

function TerritoryCard({ meta, memberMeta, lead, row, members, onUp, onDown }: CardProps) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const attempt = useAttempt();
  const { update } = useSave(meta);
  const saveMember = useSave(memberMeta);
  const [asking, setAsking] = useState(false);
  const rule = (row["rule"] ?? null) as Filter | null;
  const hasRule = !!rule && Object.keys(rule).length > 0;
  const person = fieldOf(memberMeta, "user");
  const mayWrite = meta.rights.update;

  const add = (user: unknown) => {
    if (user === null || user === undefined) return;
    void attempt(() => saveMember.create({ territory: row.id, user, position: (Number(members.at(-1)?.["position"]) || 0) + 10, is_active: true }));
  };
  const moveMember = (at: number, by: -1 | 1) =>
    attempt(async () => {
      for (const [member, position] of swapped(members, at, by)) await saveMember.update(member, { position }, t("settings.territories.moved"));
    });

  return (
    <li className="page-box territory">
      <div className="territory-head">
        <h2>{row.title}</h2>
        {row["is_active"] === false && <Tag>{t("settings.territories.off")}</Tag>}
        <span className="muted">{[titleOf(row["manager"]), titleOf(row["team"])].filter(Boolean).join(" · ")}</span>
        <span className="grow" />
        {mayWrite && (
          <>
            <Button size="small" icon={<ArrowUpOutlined />} disabled={!onUp} aria-label={t("settings.up")} title={t("settings.up")} onClick={onUp} />
            <Button size="small" icon={<ArrowDownOutlined />} disabled={!onDown} aria-label={t("settings.down")} title={t("settings.down")} onClick={onDown} />
            <Button size="small" icon={<EditOutlined />} onClick={() => openForm({ object: "territory", record: row, onSaved: () => undefined })}>
              {t("record.edit")}
            </Button>
          </>
        )}
      </div>
      <div className="territory-rule">
        <span>{hasRule ? <FilterText meta={lead} filter={rule} /> : <span className="muted">{t("settings.territories.rest")}</span>}</span>
        {mayWrite && (
          <Button size="small" type="link" icon={<FilterOutlined />} onClick={() => setAsking(true)}>
            {t("settings.territories.rule")}
          </Button>
        )}
      </div>
      <ol className="territory-members">
        {members.map((member, at) => (
          <li key={member.id}>
            <span className="person">
              <PersonAvatar name={titleOf(member["user"])} /> {titleOf(member["user"])}
            </span>
            <span className="grow" />
            {memberMeta.rights.update && (
              <>
                <Switch size="small" checked={member["is_active"] !== false} aria-label={`${titleOf(member["user"])}: ${t("settings.territories.takes")}`} title={t("settings.territories.takes")} onChange={(active) => void attempt(() => saveMember.update(member, { is_active: active }, titleOf(member["user"])))} />
                <Button size="small" type="text" icon={<ArrowUpOutlined />} disabled={at === 0} aria-label={t("settings.up")} onClick={() => void moveMember(at, -1)} />
                <Button size="small" type="text" icon={<ArrowDownOutlined />} disabled={at === members.length - 1} aria-label={t("settings.down")} onClick={() => void moveMember(at, 1)} />
                <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${t("field.remove")}: ${titleOf(member["user"])}`} onClick={() => void attempt(async () => {
                  await deleteRecord(memberMeta, member.id, { undo: t("record.deleted", { title: titleOf(member["user"]) }) });
                })} />
              </>
            )}
          </li>
        ))}
        {members.length === 0 && <li className="muted">{t("settings.territories.nobody")}</li>}
      </ol>
      {memberMeta.rights.create && person && (
        <div className="territory-add">
          <label className="muted" htmlFor={`add-${row.id}`}>
            {t("settings.territories.add")}
          </label>
          <FieldInput key={members.length} id={`add-${row.id}`} field={person} value={null} onChange={add} />
        </div>
      )}
      {asking && (
        <FilterDialog
          meta={lead}
          title={`${row.title}: ${t("settings.territories.rule")}`}
          filter={rule}
          onClose={() => setAsking(false)}
          onApply={(filter) => {
            setAsking(false);
            void attempt(() => update(row, { rule: filter ?? {} }, row.title));
          }}
        />
      )}
    </li>
  );
}
