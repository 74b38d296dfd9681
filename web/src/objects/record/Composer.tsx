/** Write a note, log a call, plan a task or a meeting about this record. Shows what an activity cannot do without; the rest is one click away. */
import { Alert, App, Button, Form } from "antd";
import { Suspense, use, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import { useMe } from "../../api/session";
import type { FieldMeta, ObjectMeta, Row } from "../../api/types";
import { draftKey, dropDraft, keepDraft, onDrafts, readDraft } from "../../lib/drafts";
import { inZone, showRelative, today } from "../../lib/time";
import { Catch } from "../../ui/Catch";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import { isBlank } from "../fields/kind";
import { kindOf } from "../fields/kinds";
import { defaultsOf } from "../form/defaults";
import { Fields } from "../form/Fields";
import { FormContext } from "../form/FormContext";
import { useSave } from "../form/useSave";
import { ObjectIcon } from "../ObjectIcon";
import { slot, slotFor } from "../slots";
import { MentionInput } from "./MentionInput";

const KINDS = ["note", "call", "task", "meeting"];
const NOTE_INPUTS = { body: MentionInput };

/** The few fields of an activity: its title, what is required, when, and its text. */
export function shortForm(meta: ObjectMeta, linked: string): FieldMeta[] {
  const usable = meta.fields.filter((field) => field.right === "write" && !field.read_only && field.name !== linked);
  const wanted = (field: FieldMeta) => field.name === meta.title_field || field.required;
  const times = usable.filter((field) => kindOf(field).temporal && !wanted(field)).slice(0, 2);
  const text = usable.find((field) => kindOf(field).multiline && !kindOf(field).formOnly && !wanted(field));
  const chosen = new Set([...usable.filter(wanted), ...times, ...(text ? [text] : [])]);
  // What must be written comes first: a note is its text, and its subject is optional.
  const rank = (field: FieldMeta) => (field.required ? 0 : field.name === meta.title_field ? 1 : 2);
  return [...usable].filter((field) => chosen.has(field)).sort((a, b) => rank(a) - rank(b));
}

export function Composer({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const me = useMe();
  const objects = useObjects();
  const [open, setOpen] = useState<string | null>(null);
  const [, tell] = useState(0);
  useEffect(() => onDrafts(() => tell((now) => now + 1)), []);
  const kinds = KINDS.flatMap((name) => {
    const target = objects.find((each) => each.name === name && each.rights.create);
    const field = meta.related.find((each) => each.object === name)?.field;
    return target && field ? [{ target, field }] : [];
  });
  const more = slotFor(slot("composers"), meta.name).filter((each) => each.visible?.(record, me) ?? true);
  if (kinds.length + more.length === 0 || meta.is_setup) return null;
  const current = kinds.find((kind) => kind.target.name === open);
  const begun = open ? [] : kinds.flatMap(({ target }) => {
    const draft = readDraft(me.id, composerKey(meta.name, record.id, target.name));
    return draft ? [{ target, draft }] : [];
  });
  const other = more.find((each) => each.key === open);
  return (
    <section className="panel composer">
      <div className="composer-kinds">
        {kinds.map(({ target }) => (
          <button key={target.name} type="button" className={target.name === open ? "tab is-on" : "tab"} aria-expanded={target.name === open} onClick={() => setOpen(target.name === open ? null : target.name)}>
            <ObjectIcon meta={target} /> {target.label}
          </button>
        ))}
        {more.map(({ key, label, icon }) => (
          <button key={key} type="button" className={key === open ? "tab is-on" : "tab"} aria-expanded={key === open} onClick={() => setOpen(key === open ? null : key)}>
            {icon} {t(label)}
          </button>
        ))}
      </div>
      {begun.map(({ target, draft }) => (
        <DraftLine
          key={target.name}
          label={target.label}
          at={draft.at}
          onGoOn={() => setOpen(target.name)}
          onDiscard={() => {
            dropDraft(me.id, composerKey(meta.name, record.id, target.name));
          }}
        />
      ))}
      {other && (
        <Catch>
          <Suspense fallback={<Loading rows={3} />}>
            <other.Part key={other.key} meta={meta} record={record} onDone={() => setOpen(null)} />
          </Suspense>
        </Catch>
      )}
      {current && <ActivityForm key={current.target.name} meta={current.target} linked={current.field} about={{ object: meta.name, id: record.id, title: record.title }} onDone={() => setOpen(null)} />}
    </section>
  );
}

/** Where what one began to write about a record is kept. */
const composerKey = (object: string, record: number, kind: string) => draftKey(object, record, `write-${kind}`);

function DraftLine({ label, at, onGoOn, onDiscard }: { label?: string; at: string; onGoOn?: () => void; onDiscard: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="composer-draft muted">
      {label && <b>{label}</b>}
      <span title={showRelative(at)}>{t("timeline.draftKept", { when: showMoment(at) })}</span>
      {onGoOn && (
        <Button size="small" type="link" onClick={onGoOn}>
          {t("timeline.draftGoOn")}
        </Button>
      )}
      <Button size="small" type="link" onClick={onDiscard}>
        {t("timeline.draftDiscard")}
      </Button>
    </div>
  );
}

/** Today only the time, else the day as well. */
const showMoment = (at: string) => inZone(at).format(inZone(at).format("YYYY-MM-DD") === today() ? "HH:mm" : "YYYY-MM-DD HH:mm");

interface ActivityFormProps {
  meta: ObjectMeta;
  linked: string;
  about: { object: string; id: number; title: string };
  onDone: () => void;
}

function ActivityForm({ meta, linked, about, onDone }: ActivityFormProps) {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const { openForm } = use(FormContext);
  const { create } = useSave(meta);
  const key = composerKey(about.object, about.id, meta.name);
  const [draft, setDraft] = useState(() => readDraft(me.id, key));
  const [fields, setFields] = useState(() => shortForm(meta, linked));
  const [start] = useState<Record<string, unknown>>(() => defaultsOf(meta));
  const [values, setValues] = useState(() => ({ ...start, ...draft?.values }));
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  /** Another number draws the fields anew. */
  const [version, setVersion] = useState(0);

  const typedIn = (now: Record<string, unknown>) => Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(start[name] ?? null) && !(isBlank(value) && isBlank(start[name]))));
  const hasTyped = Object.keys(typedIn(values)).length > 0;
  const change = (name: string, value: unknown) => {
    const next = { ...values, [name]: value };
    setValues(next);
    setProblems(({ [name]: _gone, ...rest }) => rest);
    const typed = typedIn(next);
    if (Object.keys(typed).length === 0) dropDraft(me.id, key);
    else keepDraft(me.id, key, { title: about.title, values: typed, base: {} });
  };
  const discard = () => {
    dropDraft(me.id, key);
    setDraft(null);
    setValues(start);
    setVersion((now) => now + 1);
  };

  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      await create({ ...values, [linked]: about });
      dropDraft(me.id, key);
      void message.success(t("timeline.saved", { object: meta.label }));
      onDone();
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) {
        setProblems(error.fields);
        const missing = meta.fields.filter((field) => field.name in error.fields && !fields.includes(field));
        setFields([...fields, ...missing]);
      } else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <div
      className="composer-form"
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === "Enter") void save();
        else if (event.key === "Escape" && !hasTyped) onDone();
      }}
    >
      {wrong && <Alert type="error" showIcon title={wrong} className="gap-below" />}
      {draft && <DraftLine at={draft.at} onDiscard={discard} />}
      <Form layout="vertical" component="div">
        <Fields
          key={version}
          meta={meta}
          fields={fields}
          values={values}
          problems={problems}
          inputs={meta.name === "note" ? NOTE_INPUTS : {}}
          autoFocus
          onChange={change}
        />
      </Form>
      <div className="composer-foot">
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {t("form.save")}
        </Button>
        <Button onClick={onDone} title={hasTyped ? t("timeline.draftStays") : ""}>
          {t(hasTyped ? "common.close" : "form.cancel")}
        </Button>
        <span className="grow" />
        <Button
          type="link"
          onClick={() => {
            dropDraft(me.id, key);
            openForm({ object: meta.name, values: { ...values, [linked]: about } });
            onDone();
          }}
        >
          {t("timeline.fields")}
        </Button>
      </div>
    </div>
  );
}
