/** Write an e-mail to the person of this record. */
import { MailOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Cancelled } from "../../api/problem";
import type { RecordSlotProps } from "../../objects/slots";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";
import { beginMail, mailboxesQuery, type Outgoing } from "./calls";
import { Compose } from "./Compose";

export function WriteButton({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { data } = useQuery(mailboxesQuery);
  const [draft, setDraft] = useState<Outgoing | null>(null);
  const [busy, setBusy] = useState(false);
  const begin = async () => {
    if (data?.items.length === 0) {
      void navigate("/mail/settings");
      return;
    }
    setBusy(true);
    try {
      const name = String(record["name"] ?? record.title);
      setDraft(await beginMail({ to: [[name, String(record["email"])]], about: [{ object: meta.name, id: record.id }] }));
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <>
      <Button icon={<MailOutlined />} loading={busy} aria-label={t("mail.writeMail")} onClick={() => void begin()}>
        {narrow ? null : t("mail.writeMail")}
      </Button>
      {draft && <Compose key={draft.id} draft={draft} about={{ object: meta.name, id: record.id }} onClose={() => setDraft(null)} />}
    </>
  );
}
