/** Moving a record to another stage or column: if fields must be filled for it, just those are asked for. */
import { Alert, Form, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled, isProblem } from "../../api/problem";
import type { FieldMeta, ObjectMeta, Row } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { Fields } from "./Fields";
import { useSave } from "./useSave";

interface Needed {
  record: Row;
  values: Record<string, unknown>;
  label: string;
  problems: Record<string, string[]>;
  done: (row: Row | null) => void;
}

/** `move` gives the saved record, or null if the person turned away; other problems are thrown. Draw `dialog` somewhere. */
export function useMove(meta: ObjectMeta): { move: (record: Row, field: FieldMeta, value: unknown, label: string) => Promise<Row | null>; dialog: ReactNode } {
  const { t } = useTranslation();
  const { update } = useSave(meta);
  const [needed, setNeeded] = useState<Needed | null>(null);

  const move = async (record: Row, field: FieldMeta, value: unknown, label: string): Promise<Row | null> => {
    const values = { [field.name]: value };
    try {
      return await update(record, values, t("board.moved", { title: record.title, column: label }));
    } catch (error) {
      if (error instanceof Cancelled) return null;
      const askable = isProblem(error) && Object.keys(error.fields).length > 0 && Object.keys(error.fields).every((name) => name !== field.name && meta.fields.some((each) => each.name === name && each.right === "write"));
      if (!isProblem(error) || !askable) throw error;
      return new Promise((done) => setNeeded({ record, values, label, problems: error.fields, done }));
    }
  };

  const close = (row: Row | null) => {
    needed?.done(row);
    setNeeded(null);
  };

  return { move, dialog: needed && <NeededDialog meta={meta} needed={needed} onDone={close} /> };
}

function NeededDialog({ meta, needed, onDone }: { meta: ObjectMeta; needed: Needed; onDone: (row: Row | null) => void }) {
  const { t } = useTranslation();
  const { update } = useSave(meta);
  const [names, setNames] = useState(Object.keys(needed.problems));
  const [values, setValues] = useState<Record<string, unknown>>(() => Object.fromEntries(names.map((name) => [name, needed.record[name]])));
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const fields = names.flatMap((name) => meta.fields.find((field) => field.name === name) ?? []);

  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      onDone(await update(needed.record, { ...values, ...needed.values }, t("board.moved", { title: needed.record.title, column: needed.label })));
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) {
        setProblems(error.fields);
        setNames((now) => [...new Set([...now, ...Object.keys(error.fields)])]);
      } else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <Modal open width={480} title={t("board.needed", { column: needed.label })} okText={t("board.move")} onOk={() => void save()} onCancel={() => onDone(null)} confirmLoading={busy}>
      <div
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter") void save();
        }}
      >
        <p className="muted">{needed.record.title}</p>
        {wrong && <Alert type="error" showIcon title={wrong} className="gap-below" />}
        <Form layout="vertical" component="div" className="form-single">
          <Fields
            meta={meta}
            fields={fields}
            values={{ ...needed.record, ...values }}
            problems={problems}
            autoFocus
            required={() => true}
            onChange={(name, value) => {
              setValues((now) => ({ ...now, [name]: value }));
              setProblems(({ [name]: _gone, ...rest }) => rest);
            }}
          />
        </Form>
      </div>
    </Modal>
  );
}
