/** Asks for the input of an action, or only for a "yes", and runs it. */
import { Alert, Form, Modal } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled, isProblem, SentForApproval } from "../../api/problem";
import type { ActionMeta, ObjectMeta } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { isBlank } from "../fields/kind";
import { toWire } from "../fields/kinds";
import { Fields } from "../form/Fields";
import { schemaDefaults, schemaFields } from "./schemaFields";

interface Props {
  action: ActionMeta;
  /** For so many records; left out for one. */
  count?: number;
  /** The title of the one record. */
  about?: string;
  onClose: () => void;
  onRun: (input: Record<string, unknown>) => Promise<void>;
}

const noObject = { stage_field: null, fields: [] } as unknown as ObjectMeta;

export function ActionDialog({ action, count, about, onClose, onRun }: Props) {
  const { t } = useTranslation();
  const fields = schemaFields(action.input);
  const [values, setValues] = useState<Record<string, unknown>>(() => schemaDefaults(action.input));
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  const run = async () => {
    const missing = fields.filter((field) => field.required && isBlank(values[field.name]));
    if (missing.length > 0) {
      setProblems(Object.fromEntries(missing.map((field) => [field.name, [t("form.required")]])));
      return;
    }
    setBusy(true);
    setWrong("");
    try {
      await onRun(toWire(fields, Object.fromEntries(Object.entries(values).filter(([, value]) => !isBlank(value)))));
      onClose();
    } catch (error) {
      if (error instanceof SentForApproval) onClose();
      else if (!(error instanceof Cancelled)) {
        const known = isProblem(error) ? Object.fromEntries(Object.entries(error.fields).filter(([name]) => fields.some((field) => field.name === name))) : {};
        setProblems(known);
        if (Object.keys(known).length === 0) setWrong(sentenceOf(error));
      }
      setBusy(false);
    }
  };
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });

  return (
    <Modal
      open
      width={fields.length > 0 ? 560 : 440}
      title={action.label}
      okText={count === undefined ? action.label : t("bulk.start", { count })}
      okButtonProps={{ danger: action.danger }}
      confirmLoading={busy}
      onOk={() => void run()}
      onCancel={onClose}
    >
      <div
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter") void latest.current();
        }}
      >
        {about && <p className="muted">{about}</p>}
        {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
        {(action.confirm ?? (fields.length === 0 ? t("action.sure") : "")) && <p className="pre-line">{action.confirm ?? t("action.sure")}</p>}
        <Form layout="vertical" component="div">
          <Fields
            meta={noObject}
            fields={fields}
            values={values}
            problems={problems}
            autoFocus
            required={(field) => field.required}
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
