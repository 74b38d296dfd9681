/** Writes down what a person says about a purpose and a channel, with its source and proof. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, DatePicker, Form, Input, Modal, Segmented, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import { Cancelled } from "../../api/problem";
import type { FieldMeta, ObjectMeta, Row } from "../../api/types";
import { FieldInput } from "../../objects/fields/FieldInput";
import { sentenceOf } from "../../ui/Problems";
import { consentQuery, type Consent } from "./calls";

type State = Consent["entries"][number]["state"];

interface Props {
  meta: ObjectMeta;
  record: Row;
  consent: Consent;
  about: { purpose: number | null; channel: string };
  onClose: () => void;
}

const STATES: State[] = ["granted", "refused", "withdrawn", "unknown"];

export function ConsentDialog({ meta, record, consent, about, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const now = consent.cells.find((cell) => cell.purpose === about.purpose && cell.channel === about.channel)?.state;
  const [state, setState] = useState<State>(now === "granted" ? "withdrawn" : "granted");
  const [purpose, setPurpose] = useState(about.purpose ?? 0);
  const [channel, setChannel] = useState(about.channel);
  const [source, setSource] = useState("");
  const [proof, setProof] = useState("");
  const [file, setFile] = useState<unknown>(null);
  const [until, setUntil] = useState<Dayjs | null>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const fileField: FieldMeta = { name: "file", label: t("customers.consent.file"), type: "file", required: false, read_only: false, custom: false, right: "write", choices: null, operators: [], sortable: false, inline: false };

  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      const id = typeof file === "object" && file !== null && "id" in file ? file.id : null;
      const body = { state, purpose: purpose || null, channel, source, proof, file: id, expires_on: state === "granted" && until ? until.format("YYYY-MM-DD") : null };
      client.setQueryData(consentQuery(meta, record.id).queryKey, await post<Consent>(`/api/${meta.plural}/${record.id}/consent`, body));
      void message.success(t("customers.consent.saved"));
      onClose();
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <Modal open title={`${t("customers.consent.record")}: ${record.title}`} okText={t("customers.consent.save")} okButtonProps={{ loading: busy }} onOk={() => void save()} onCancel={onClose}>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <Form layout="vertical" component="div">
        <Form.Item label={t("customers.consent.state")}>
          <Segmented<State> value={state} onChange={setState} options={STATES.map((value) => ({ value, label: t(`customers.consent.states.${value}`) }))} />
        </Form.Item>
        <Form.Item label={t("customers.consent.what")} htmlFor="consent-purpose">
          <Select id="consent-purpose" value={purpose} onChange={setPurpose} options={[{ value: 0, label: t("customers.consent.everyPurpose") }, ...consent.purposes.map((each) => ({ value: each.id, label: each.name }))]} />
        </Form.Item>
        <Form.Item label={t("customers.consent.channel")} htmlFor="consent-channel">
          <Select id="consent-channel" value={channel} onChange={setChannel} options={[{ value: "", label: t("customers.consent.everyChannel") }, ...consent.channels]} />
        </Form.Item>
        <Form.Item label={t("customers.consent.source")} htmlFor="consent-source">
          <Input id="consent-source" maxLength={300} placeholder={t("customers.consent.sourceHint")} value={source} onChange={(event) => setSource(event.target.value)} />
        </Form.Item>
        <Form.Item label={t("customers.consent.proof")} htmlFor="consent-proof">
          <Input.TextArea id="consent-proof" rows={2} maxLength={10_000} value={proof} onChange={(event) => setProof(event.target.value)} />
        </Form.Item>
        <Form.Item label={t("customers.consent.file")}>
          <FieldInput field={fileField} value={file} onChange={setFile} id="consent-file" />
        </Form.Item>
        {state === "granted" && (
          <Form.Item label={t("customers.consent.until")} htmlFor="consent-until">
            <DatePicker id="consent-until" value={until} onChange={setUntil} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
