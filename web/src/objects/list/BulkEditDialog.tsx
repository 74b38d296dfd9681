/** One field of many records. */
import { Alert, Form, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled, isProblem } from "../../api/problem";
import type { FieldMeta, ObjectMeta } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { FieldInput } from "../fields/FieldInput";
import { toWire } from "../fields/kinds";

type Automation = "run" | "skip" | "later";

interface Props {
  meta: ObjectMeta;
  fields: FieldMeta[];
  count: number;
  onClose: () => void;
  onSave: (values: Record<string, unknown>, automation: Automation) => Promise<void>;
}

export function BulkEditDialog({ meta, fields, count, onClose, onSave }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(fields[0]?.name);
  const [value, setValue] = useState<unknown>(null);
  const [automation, setAutomation] = useState<Automation>("run");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const field = fields.find((each) => each.name === name);
  const single = fields.length === 1;

  const save = async () => {
    if (!field) return;
    setBusy(true);
    setWrong("");
    try {
      await onSave(toWire(meta.fields, { [field.name]: value }), automation);
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong((isProblem(error) && Object.values(error.fields).flat().join(" ")) || sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <Modal open width={440} title={single ? t("bulk.assign") : t("bulk.edit")} okText={t("bulk.do", { count })} onOk={() => void save()} onCancel={onClose} confirmLoading={busy}>
      <Form layout="vertical" component="div">
        {wrong && <Alert type="error" showIcon title={wrong} className="gap-below" />}
        {!single && (
          <Form.Item label={t("bulk.field")} htmlFor="bulk-field">
            <Select
              id="bulk-field"
              showSearch={{ optionFilterProp: "label" }}
              value={name ?? null}
              options={fields.map((each) => ({ value: each.name, label: each.label }))}
              onChange={(next) => {
                setName(next);
                setValue(null);
              }}
            />
          </Form.Item>
        )}
        {field && (
          <Form.Item label={single ? t("bulk.assignTo") : t("bulk.value")} htmlFor="bulk-value" extra={field.required ? null : t("bulk.empty")}>
            <FieldInput key={field.name} id="bulk-value" field={field} value={value} onChange={setValue} />
          </Form.Item>
        )}
        <Form.Item label={t("bulk.automation")}>
          <Radio.Group value={automation} onChange={(event) => setAutomation(event.target.value as Automation)} options={(["run", "skip", "later"] as const).map((each) => ({ value: each, label: t(`bulk.${each}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
