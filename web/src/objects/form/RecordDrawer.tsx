/** Create or edit a record. Made from the metadata; the server's problems stand beside their fields. */
import { Alert, App, Button, Drawer, Flex, Form } from "antd";
import { Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObject } from "../../api/objects";
import { Cancelled, isProblem, SentForApproval } from "../../api/problem";
import { useMe } from "../../api/session";
import type { ObjectMeta, Row } from "../../api/types";
import { draftKey, dropDraft, keepDraft, readDraft } from "../../lib/drafts";
import { showRelative } from "../../lib/time";
import { Catch } from "../../ui/Catch";
import { EmptyState } from "../../ui/EmptyState";
import { sentenceOf } from "../../ui/Problems";
import { isBlank } from "../fields/kind";
import { sameValue } from "../fields/kinds";
import { defaultsOf } from "./defaults";
import { Fields } from "./Fields";
import type { FormRequest } from "./FormContext";
import { mergedSections, type Section } from "./sections";
import { slot, slotFor } from "../slots";
import { useSave } from "./useSave";

/** The sections of the object with the fields that may be written; a required field is never left out. */
export function sectionsOf(meta: ObjectMeta, other: string): Section[] {
  const writable = meta.fields.filter((field) => field.right === "write" && !field.read_only);
  const sections = meta.sections.map((section) => ({ label: section.label, fields: section.fields.flatMap((name) => writable.find((field) => field.name === name) ?? []) }));
  const placed = new Set(sections.flatMap((section) => section.fields.map((field) => field.name)));
  const rest = writable.filter((field) => !placed.has(field.name) && (meta.sections.length === 0 || field.required || field.custom));
  return mergedSections([...sections, { label: other, fields: rest }]);
}

export function RecordDrawer({ request, onClose }: { request: FormRequest; onClose: () => void }) {
  const meta = useObject(request.object);
  const { t } = useTranslation();
  if (!meta) {
    return (
      <Drawer open onClose={onClose}>
        <EmptyState text={t("error.notFoundHint")} />
      </Drawer>
    );
  }
  return <RecordForm meta={meta} request={request} onClose={onClose} />;
}

function RecordForm({ meta, request, onClose }: { meta: ObjectMeta; request: FormRequest; onClose: () => void }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const me = useMe();
  const { update, create } = useSave(meta);
  const record = request.record;
  const [start] = useState<Record<string, unknown>>(() => record ?? { ...defaultsOf(meta, me), ...request.values });
  const [values, setValues] = useState(start);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [general, setGeneral] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState(true);
  const body = useRef<HTMLDivElement>(null);

  const key = draftKey(meta.name, record?.id ?? "new");
  const [offered, setOffered] = useState(() => readDraft(me.id, key));

  const changed = meta.fields.filter((field) => !sameValue(field, start[field.name], values[field.name]));
  const sections = sectionsOf(meta, t("form.other"));

  const change = (name: string, value: unknown) => {
    const next = { ...values, [name]: value };
    setValues(next);
    const typed = meta.fields.filter((field) => !sameValue(field, start[field.name], next[field.name]));
    // What an older draft holds stays until the person has decided about it.
    if (!offered && typed.length > 0) keepDraft(me.id, key, { title: record?.title ?? "", values: Object.fromEntries(typed.map((field) => [field.name, next[field.name]])), base: record ? { version: record.version } : {} });
    setProblems(({ [name]: _gone, ...rest }) => rest);
  };

  const leave = () => {
    if (changed.length === 0) setOpen(false);
    else modal.confirm({ title: t("form.leaveTitle"), content: t("form.leaveText"), okText: t("form.leave"), cancelText: t("form.stay"), okButtonProps: { danger: true }, autoFocusButton: "cancel", onOk: () => setOpen(false) });
  };

  /** The pressed button goes away with the offer; the keys belong to the form again. */
  const decided = () => {
    setOffered(null);
    body.current?.querySelector<HTMLElement>(".form-grid input, .form-grid textarea")?.focus();
  };
  const restore = () => {
    if (offered) setValues((now) => ({ ...now, ...offered.values }));
    decided();
  };
  const discard = () => {
    dropDraft(me.id, key);
    decided();
  };

  const told = (row: Row) => {
    dropDraft(me.id, key);
    if (request.onSaved) request.onSaved(row);
    else if (!record) {
      void message.success({
        duration: 5,
        content: (
          <>
            {t("form.created", { title: row.title })} <Link to={recordPath(meta, row.id)}>{t("form.open")}</Link>
          </>
        ),
      });
    }
  };

  const save = async (another = false) => {
    if (busy) return;
    setBusy(true);
    setGeneral(null);
    try {
      const names = changed.map((field) => field.name);
      const given = Object.fromEntries(names.map((name) => [name, values[name]]));
      if (record && names.length === 0) setOpen(false);
      else if (record) {
        told(await update(record, given, t("form.saved", { title: record.title })));
        setOpen(false);
      } else {
        const first = Object.fromEntries(Object.entries(request.values ?? {}).filter(([name, value]) => !isBlank(value) && !(name in given)));
        told(await create({ ...first, ...given }));
        if (another) setValues(start);
        else setOpen(false);
      }
    } catch (error) {
      if (error instanceof SentForApproval) {
        dropDraft(me.id, key);
        setOpen(false);
      }
      if (error instanceof Cancelled) return;
      if (isProblem(error) && Object.keys(error.fields).length > 0) {
        const shown = new Set(sections.flatMap((section) => section.fields.map((field) => field.name)));
        setProblems(error.fields);
        const elsewhere = Object.entries(error.fields).filter(([name]) => !shown.has(name));
        setGeneral(elsewhere.length ? elsewhere.map(([name, texts]) => `${meta.fields.find((field) => field.name === name)?.label ?? name}: ${texts.join(" ")}`).join("\n") : null);
        window.setTimeout(() => body.current?.querySelector(".ant-form-item-has-error")?.scrollIntoView({ block: "center", behavior: "smooth" }), 60);
      } else setGeneral(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };

  const latest = useRef({ save, leave });
  useEffect(() => {
    latest.current = { save, leave };
  });

  return (
    <Drawer
      open={open}
      afterOpenChange={(shown) => {
        if (!shown) onClose();
      }}
      onClose={leave}
      size="min(680px, 100vw)"
      mask={{ closable: changed.length === 0 }}
      title={record ? t("form.edit", { object: meta.label }) : t("form.new", { object: meta.label })}
      className="record-drawer"
      footer={
        <Flex gap={8} align="center">
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t("form.save")}
          </Button>
          {!record && !request.onSaved && (
            <Button disabled={busy} onClick={() => void save(true)}>
              {t("form.saveAndNew")}
            </Button>
          )}
          <Button onClick={leave}>{t("form.cancel")}</Button>
          <span className="grow" />
          <span className="muted keys-hint">{t("form.keys")}</span>
        </Flex>
      }
    >
      <div
        ref={body}
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
            event.preventDefault();
            void latest.current.save();
          }
        }}
      >
        <Form layout="vertical" component="div" size="middle">
          {offered && (
            <Alert
              type="info"
              showIcon
              className="gap-below"
              title={t("form.draft", { when: showRelative(offered.at) })}
              description={Object.keys(offered.values).flatMap((name) => meta.fields.find((field) => field.name === name)?.label ?? []).join(" · ")}
              action={
                <Flex gap={6}>
                  <Button size="small" type="primary" onClick={restore}>
                    {t("form.restore")}
                  </Button>
                  <Button size="small" onClick={discard}>
                    {t("form.discard")}
                  </Button>
                </Flex>
              }
            />
          )}
          {general && <Alert type="error" showIcon className="gap-below" title={t("form.otherProblems")} description={<span className="pre-line">{general}</span>} />}
          {slotFor(slot("formNotes"), meta.name).map(({ key, Part }) => (
            <Catch key={key}>
              <Suspense fallback={null}>
                <Part meta={meta} values={values} record={record} />
              </Suspense>
            </Catch>
          ))}
          {sections.map((section, at) => (
            <section key={section.label || at}>
              {sections.length > 1 && section.label && <h3 className="form-section">{section.label}</h3>}
              <Fields meta={meta} fields={section.fields} values={values} problems={problems} onChange={change} autoFocus={at === 0} />
            </section>
          ))}
        </Form>
      </div>
    </Drawer>
  );
}
