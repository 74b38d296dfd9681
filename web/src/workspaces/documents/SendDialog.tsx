/** Makes a link to a document for a customer, then lets it be copied or sent by mail. */
import { CopyOutlined, MailOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, DatePicker, Form, Input, Modal, Result, Select, Space } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { Suspense, use, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useObject } from "../../api/objects";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import { someRecords } from "../../api/records";
import type { ObjectMeta } from "../../api/types";
import { FormContext } from "../../objects/form/FormContext";
import type { RecordSlotProps } from "../../objects/slots";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { beginMail, changeDraft, mailboxesQuery, type Outgoing } from "../mail/calls";
import { addressee, linksQuery, sendDocument, type SentLink } from "./calls";
import { useCopy } from "./useCopy";
import "./documents.css";

const Compose = lazily(() => import("../mail/Compose").then((module) => ({ default: module.Compose })));
const DAYS = 30;

type Props = RecordSlotProps & { onClose: () => void };

export function SendDialog(props: Props) {
  const documents = useObject("document");
  return documents ? <Dialog {...props} documents={documents} /> : null;
}

function Dialog({ meta, record, documents, onClose }: Props & { documents: ObjectMeta }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { openForm } = use(FormContext);
  const [search, setSearch] = useState("");
  const filter = { all: [{ field: "is_active", is: true }, { field: "file", is_empty: false }] };
  const { data, isPending } = useQuery(someRecords(documents, { filter, search: useDebounced(search.trim()) || null, sort: "-updated_at", limit: 30 }));
  const [chosen, setChosen] = useState<number | null>(null);
  const [until, setUntil] = useState<Dayjs | null>(() => dayjs().add(DAYS, "day"));
  const [mayDownload, setMayDownload] = useState(true);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [made, setMade] = useState<SentLink | null>(null);
  const rows = data?.items ?? [];
  const isFile = rows.find((row) => row.id === chosen)?.["pages"] === null;

  const make = async () => {
    if (chosen === null) return;
    setBusy(true);
    setWrong("");
    try {
      const answer = await sendDocument(meta, record.id, { document: chosen, expires_on: until ? until.format("YYYY-MM-DD") : null, may_download: mayDownload || isFile, password });
      client.setQueryData(linksQuery(meta, record.id).queryKey, answer);
      setMade(answer.items[0] ?? null);
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };

  if (made) return <Ready link={made} meta={meta} record={record} onClose={onClose} onAgain={() => setMade(null)} />;
  return (
    <Modal open title={`${t("documents.send")}: ${record.title}`} okText={t("documents.make")} okButtonProps={{ loading: busy, disabled: chosen === null }} onOk={() => void make()} onCancel={onClose}>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <Form layout="vertical" component="div">
        <Form.Item label={t("documents.choose")} htmlFor="document-choice">
          <Select
            id="document-choice"
            autoFocus
            showSearch={{ filterOption: false, onSearch: setSearch }}
            loading={isPending}
            value={chosen}
            onChange={setChosen}
            placeholder={t("documents.chooseHint")}
            notFoundContent={
              isPending ? null : (
                <div className="document-empty">
                  <span className="muted">{t("documents.noDocuments")}</span>
                  {documents.rights.create && (
                    <Button size="small" onClick={() => openForm({ object: documents.name })}>
                      {t("documents.newDocument")}
                    </Button>
                  )}
                </div>
              )
            }
            options={rows.map((row) => ({ value: row.id, label: [row.title, row["edition"]].filter(Boolean).map(String).join(" · ") }))}
          />
        </Form.Item>
        <Form.Item label={t("documents.until")} htmlFor="document-until">
          <DatePicker id="document-until" value={until} onChange={(day) => setUntil(day)} minDate={dayjs()} placeholder={t("documents.forEver")} className="document-until" />
        </Form.Item>
        <Form.Item extra={isFile ? t("documents.onlyDownload") : t("documents.downloadHint")}>
          <Checkbox checked={mayDownload || isFile} disabled={isFile} onChange={(event) => setMayDownload(event.target.checked)}>
            {t("documents.download")}
          </Checkbox>
        </Form.Item>
        <Form.Item label={t("documents.password")} htmlFor="document-password" extra={t("documents.passwordHint")}>
          <Input id="document-password" value={password} maxLength={100} autoComplete="off" onChange={(event) => setPassword(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Ready({ link, meta, record, onClose, onAgain }: Props & { link: SentLink; onAgain: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const copy = useCopy();
  const { data: boxes } = useQuery(mailboxesQuery);
  const [draft, setDraft] = useState<Outgoing | null>(null);
  const [busy, setBusy] = useState(false);
  const to = addressee(record);
  const write = async () => {
    if (!to) return;
    if (boxes?.items.length === 0) {
      void navigate("/mail/settings");
      return;
    }
    setBusy(true);
    try {
      const begun = await beginMail({ to: [to], about: [{ object: meta.name, id: record.id }] });
      const words = document.createElement("p");
      words.append(t("documents.mailText", { name: link.name }), document.createElement("br"));
      const address = document.createElement("a");
      address.href = link.url;
      address.textContent = link.url;
      words.append(address);
      setDraft(await changeDraft(begun.id, { subject: link.name, html: words.outerHTML + begun.html }));
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  if (draft) {
    return (
      <Suspense fallback={null}>
        <Compose key={draft.id} draft={draft} about={{ object: meta.name, id: record.id }} onClose={onClose} />
      </Suspense>
    );
  }
  return (
    <Modal
      open
      title={`${link.name}: ${record.title}`}
      onCancel={onClose}
      footer={
        <Button onClick={onAgain} type="text">
          {t("documents.again")}
        </Button>
      }
    >
      <Result status="success" className="document-done" title={t("documents.done")} subTitle={t("documents.doneHint")} />
      <Space.Compact block>
        <Input readOnly value={link.url} aria-label={t("documents.copy")} onFocus={(event) => event.target.select()} />
        <Button type="primary" icon={<CopyOutlined />} onClick={() => void copy(link.url)}>
          {t("documents.copy")}
        </Button>
      </Space.Compact>
      {to && (
        <Button block className="document-mail" icon={<MailOutlined />} loading={busy} onClick={() => void write()}>
          {t("documents.mail")}
        </Button>
      )}
    </Modal>
  );
}
