/** Write a note, log a call, plan a task or a meeting about this record. Shows what an activity cannot do without; the rest is one click away. */
import { Alert, App, Button, Form } from "antd";
import { Suspense, use, useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import { useMe } from "../../api/session";
import type { FieldMeta, ObjectMeta, Row } from "../../api/types";
import { Catch } from "../../ui/Catch";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
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
  const kinds = KINDS.flatMap((name) => {
    const target = objects.find((each) => each.name === name && each.rights.create);
    const field = meta.related.find((each) => each.object === name)?.field;
    return target && field ? [{ target, field }] : [];
  });
  const more = slotFor(slot("composers"), meta.name).filter((each) => each.visible?.(record, me) ?? true);
  if (kinds.length + more.length === 0 || meta.is_setup) return null;
  const current = kinds.find((kind) => kind.target.name === open);
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

interface ActivityFormProps {
  meta: ObjectMeta;
  linked: string;
  about: { object: string; id: number; title: string };
  onDone: () => void;
}

function ActivityForm({ meta, linked, about, onDone }: ActivityFormProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { openForm } = use(FormContext);
  const { create } = useSave(meta);
  const [fields, setFields] = useState(() => shortForm(meta, linked));
  const [start] = useState<Record<string, unknown>>(() => defaultsOf(meta));
  const [values, setValues] = useState(start);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      await create({ ...values, [linked]: about });
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
        else if (event.key === "Escape" && values === start) onDone();
      }}
    >
      {wrong && <Alert type="error" showIcon title={wrong} className="gap-below" />}
      <Form layout="vertical" component="div">
        <Fields
          meta={meta}
          fields={fields}
          values={values}
          problems={problems}
          inputs={meta.name === "note" ? NOTE_INPUTS : {}}
          autoFocus
          onChange={(name, value) => {
            setValues((now) => ({ ...now, [name]: value }));
            setProblems(({ [name]: _gone, ...rest }) => rest);
          }}
        />
      </Form>
      <div className="composer-foot">
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {t("form.save")}
        </Button>
        <Button onClick={onDone}>{t("form.cancel")}</Button>
        <span className="grow" />
        <Button
          type="link"
          onClick={() => {
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
