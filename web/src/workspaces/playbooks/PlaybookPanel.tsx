/** Below the stages of a record: what matters at this stage, what is to be done, words to use, and what the next stage asks for. */
import { DownOutlined, ReadOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Checkbox, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";
import { fieldOf, mayWrite } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import type { FieldMeta } from "../../api/types";
import { showDateTime, showRelative } from "../../lib/time";
import { FieldShow } from "../../objects/fields/FieldShow";
import { InlineField } from "../../objects/fields/InlineField";
import { useSave } from "../../objects/form/useSave";
import type { RecordSlotProps } from "../../objects/slots";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";
import { Guidance } from "./Guidance";
import { nextStage } from "./next";
import "./playbooks.css";
import { Words } from "./Words";

type Answer = components["schemas"]["PlaybookAnswer"];
type Entry = components["schemas"]["PlaybookEntry"];

const CLOSED = "magpie.playbook.closed";

export function PlaybookPanel({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { update } = useSave(meta);
  const narrow = useNarrow();
  const [closed, setClosed] = useState(() => (localStorage.getItem(CLOSED) ?? (narrow ? "1" : "0")) === "1");
  const [busy, setBusy] = useState<number | null>(null);
  const path = `/api/${meta.plural}/${record.id}/playbook`;
  const queryKey = ["records", meta.name, "record", String(record.id), "playbook"];
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => get<Answer>(path, {}, signal), retry: false });
  const next = nextStage(meta, record);
  const stage = fieldOf(meta, meta.stage_field)?.choices?.find((choice) => String(choice.value) === data?.stage)?.label;
  const parts = data?.items ?? [];
  const items = parts.flatMap((part) => part.items);
  const toDo = items.filter((item) => item.kind === "do");
  const words = items.filter((item) => item.kind !== "do");
  const isNeeded = new Set(next?.missing.map((field) => field.name));
  const keyFields = [...new Set(parts.flatMap((part) => part.key_fields))].flatMap((name) => fieldOf(meta, name) ?? []).filter((field) => !isNeeded.has(field.name));
  const guidance = parts.map((part) => part.guidance).filter(Boolean);
  if (parts.length === 0 && isNeeded.size === 0) return null;
  const done = toDo.filter((item) => item.done_at).length;

  const toggle = () => {
    localStorage.setItem(CLOSED, closed ? "0" : "1");
    setClosed(!closed);
  };
  const tick = async (item: Entry, isDone: boolean) => {
    setBusy(item.id);
    try {
      client.setQueryData(queryKey, await post<Answer>(`${path}/${item.id}`, { done: isDone }));
      void client.invalidateQueries({ queryKey: ["records", meta.name, "record", String(record.id), "timeline"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(null);
  };
  const fields = (shown: FieldMeta[]) => (
    <dl className="details" data-inline-region>
      {shown.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd>
            {mayWrite(meta, field) ? (
              <InlineField field={field} record={record} save={(value, base) => update(base, { [field.name]: value }, t("playbooks.fieldChanged", { field: field.label }))} />
            ) : (
              <FieldShow dash field={field} value={record[field.name]} record={record} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );

  return (
    <section className="playbook" aria-label={t("playbooks.title")}>
      <button type="button" className="panel-head" aria-expanded={!closed} title={t(closed ? "playbooks.open" : "playbooks.close")} onClick={toggle}>
        {closed ? <RightOutlined /> : <DownOutlined />} <ReadOutlined /> {stage ? t("playbooks.of", { stage }) : t("playbooks.title")}
        {toDo.length > 0 && (
          <span className="playbook-progress muted">
            <Progress percent={Math.round((done / toDo.length) * 100)} size="small" showInfo={false} aria-hidden /> {t("playbooks.done", { done, total: toDo.length })}
          </span>
        )}
      </button>
      {!closed && (
        <div className="playbook-columns">
          {guidance.length > 0 && (
            <div className="playbook-guidance">
              <h3>{t("playbooks.guidance")}</h3>
              {guidance.map((text, at) => (
                <Guidance key={at} text={text} />
              ))}
            </div>
          )}
          {toDo.length > 0 && (
            <div>
              <h3>{t("playbooks.toDo")}</h3>
              <ul className="playbook-list">
                {toDo.map((item) => (
                  <li key={item.id}>
                    <Checkbox checked={!!item.done_at} disabled={busy === item.id || !meta.rights.update} onChange={(event) => void tick(item, event.target.checked)}>
                      <span className={item.done_at ? "muted" : ""}>{item.name}</span>
                    </Checkbox>
                    {item.done_at && (
                      <div className="playbook-by muted" title={showDateTime(item.done_at)}>
                        {t("playbooks.doneBy", { who: item.done_by?.title ?? "", when: showRelative(item.done_at) })}
                      </div>
                    )}
                    {item.text && <div className="playbook-by muted pre-line">{item.text}</div>}
                  </li>
                ))}
              </ul>
            </div>
          )}
          {words.length > 0 && (
            <div className="playbook-wide">
              <h3>{t("playbooks.words")}</h3>
              <ul className="playbook-list">
                {words.map((item) => (
                  <Words key={item.id} item={item} />
                ))}
              </ul>
            </div>
          )}
          {(keyFields.length > 0 || next) && (
            <div>
              {next && next.missing.length > 0 && (
                <>
                  <h3 className="wrong">{t("playbooks.needed", { stage: next.stage.label })}</h3>
                  {fields(next.missing)}
                </>
              )}
              {keyFields.length > 0 && (
                <>
                  <h3>{t("playbooks.keyFields")}</h3>
                  {fields(keyFields)}
                </>
              )}
              {next?.missing.length === 0 && <p className="muted playbook-ready">{t("playbooks.ready", { stage: next.stage.label })}</p>}
            </div>
          )}
        </div>
      )}
    </section>
  );
}
