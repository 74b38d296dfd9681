/** Changes the doubtful values of a record, where they are shown. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObject } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { recordQuery } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { FieldInput } from "../../objects/fields/FieldInput";
import { useSave } from "../../objects/form/useSave";
import { wordsOf } from "../../objects/form/wordsOf";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import type { QualityItem } from "./calls";

interface Props {
  item: QualityItem;
  onClose: () => void;
  onMended: () => void;
}

export function MendDialog(props: Props) {
  const meta = useObject(props.item.object);
  return meta ? <Asked {...props} meta={meta} /> : null;
}

function Asked({ item, meta, ...rest }: Props & { meta: ObjectMeta }) {
  const { data, error } = useQuery(recordQuery(meta, item.record));
  if (data) return <Filled item={item} meta={meta} record={data} {...rest} />;
  return (
    <Modal open title={item.title} onCancel={rest.onClose} footer={null}>
      {error ? <Alert type="error" title={sentenceOf(error)} /> : <Loading />}
    </Modal>
  );
}

function Filled({ item, meta, record, onClose, onMended }: Props & { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const { update } = useSave(meta);
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const fields = item.fields.flatMap((name) => meta.fields.find((each) => each.name === name) ?? []);
  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      await update(record, values, item.title);
      onMended();
      onClose();
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(wordsOf(error, meta));
      setBusy(false);
    }
  };
  return (
    <Modal open title={item.title} okText={t("form.save")} cancelText={t("form.cancel")} okButtonProps={{ loading: busy }} onOk={() => void save()} onCancel={onClose}>
      {wrong && <Alert type="error" className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
      <div className="quality-mend">
        {fields.map((field) => (
          <div key={field.name}>
            <label htmlFor={`quality-${field.name}`}>{field.label}</label>
            <FieldInput field={field} id={`quality-${field.name}`} value={field.name in values ? values[field.name] : record[field.name]} onChange={(value) => setValues((now) => ({ ...now, [field.name]: value }))} />
          </div>
        ))}
      </div>
    </Modal>
  );
}
