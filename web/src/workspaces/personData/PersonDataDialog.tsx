/** Gives out all that is kept about a person, or erases it once their name was typed. */
import { DeleteOutlined, DownloadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Form, Input, Modal, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cookie, get, post, requestLanguage } from "../../api/client";
import type { components } from "../../api/generated";
import { Cancelled, Problem } from "../../api/problem";
import type { ProblemDocument } from "../../api/types";
import type { RecordSlotProps } from "../../objects/slots";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";

type Rights = components["schemas"]["PersonRights"];
type Other = components["schemas"]["PersonRecord"];
type Props = RecordSlotProps & { rights: Rights; onClose: () => void };

export function PersonDataDialog({ meta, record, rights, onClose }: Props) {
  const { t } = useTranslation();
  const tabs = [
    ...(rights.may_export ? [{ key: "export", label: t("personData.export"), children: <GiveOut meta={meta} record={record} /> }] : []),
    ...(rights.may_erase ? [{ key: "erase", label: t("personData.erase"), children: <Erase meta={meta} record={record} onClose={onClose} /> }] : []),
  ];
  return (
    <Modal open footer={null} title={t("personData.title", { name: record.title })} onCancel={onClose}>
      <Tabs items={tabs} />
    </Modal>
  );
}

function Reason({ value, onChange, id }: { value: string; onChange: (text: string) => void; id: string }) {
  const { t } = useTranslation();
  return (
    <Form.Item label={t("personData.reason")} htmlFor={id}>
      <Input.TextArea id={id} rows={2} maxLength={2000} value={value} placeholder={t("personData.reasonHint")} onChange={(event) => onChange(event.target.value)} />
    </Form.Item>
  );
}

function GiveOut({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const download = async () => {
    setBusy(true);
    setWrong("");
    try {
      const answer = await fetch(`/api/${meta.plural}/${record.id}/person/export`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": requestLanguage(), "X-CSRFToken": cookie("csrftoken") ?? "" },
        body: JSON.stringify({ reason }),
      });
      if (!answer.ok) throw new Problem((await answer.json()) as ProblemDocument);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = `${meta.name}-${record.id}.zip`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <Form layout="vertical" component="div">
      <p>{t("personData.exportAbout")}</p>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <Reason id="give-out-reason" value={reason} onChange={setReason} />
      <Button type="primary" icon={<DownloadOutlined />} loading={busy} onClick={() => void download()}>
        {t("personData.download")}
      </Button>
    </Form>
  );
}

function Erase({ meta, record, onClose }: RecordSlotProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const [name, setName] = useState("");
  const [also, setAlso] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const others = useQuery({
    queryKey: ["person-data", meta.plural, record.id, "others"],
    queryFn: ({ signal }) => get<Other[]>(`/api/${meta.plural}/${record.id}/person/others`, {}, signal),
  });
  const keyOf = (other: Other) => `${other.object}:${other.id}`;
  const erase = async () => {
    setBusy(true);
    setWrong("");
    try {
      const chosen = (others.data ?? []).filter((other) => also.includes(keyOf(other))).map(({ object, id }) => ({ object, id }));
      await post(`/api/${meta.plural}/${record.id}/person/erase`, { name, reason, also: chosen });
      void message.success(t("personData.erased"));
      onClose();
      await client.invalidateQueries();
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Form layout="vertical" component="div">
      <Alert type="warning" showIcon className="gap-below" title={t("personData.eraseAbout")} />
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      {others.isPending && <Loading rows={2} />}
      {others.isError && <ErrorState error={others.error} onRetry={() => void others.refetch()} />}
      {others.data && others.data.length > 0 && (
        <Form.Item label={t("personData.others")}>
          <Checkbox.Group value={also} onChange={setAlso} options={others.data.map((other) => ({ value: keyOf(other), label: `${other.title} (${other.object} #${other.id})` }))} />
        </Form.Item>
      )}
      <Reason id="erase-reason" value={reason} onChange={setReason} />
      <Form.Item label={t("personData.type", { name: record.title })} htmlFor="erase-name">
        <Input id="erase-name" autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
      </Form.Item>
      <Button danger type="primary" icon={<DeleteOutlined />} loading={busy} disabled={!others.data || name.trim() !== record.title.trim() || !reason.trim()} onClick={() => void erase()}>
        {t("personData.confirm")}
      </Button>
    </Form>
  );
}
