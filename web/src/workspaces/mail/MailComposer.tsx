/** Writing a mail on top of a record's timeline, beside its notes, calls, tasks and meetings. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Cancelled } from "../../api/problem";
import { remove } from "../../api/client";
import type { RecordSlotProps } from "../../objects/slots";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import { beginMail, draftAbout, mailboxesQuery, readOutgoing, type Outgoing } from "./calls";
import { Compose } from "./Compose";
import "./mail.css";

export function MailComposer({ meta, record, onDone }: RecordSlotProps & { onDone: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data } = useQuery(mailboxesQuery);
  const [draft, setDraft] = useState<Outgoing | null>(null);
  const [wrong, setWrong] = useState("");
  const begun = useRef(false);
  const isResumed = useRef(false); // it was begun on an earlier visit
  const canSend = data?.items.some((box) => box.smtp_host && !box.is_drop_box);
  useEffect(() => {
    if (!canSend || begun.current) return;
    begun.current = true;
    const begin = async () => {
      const kept = await draftAbout(meta.name, record.id);
      isResumed.current = kept !== null;
      const name = String(record["name"] ?? record.title);
      return kept ?? beginMail({ to: [[name, String(record["email"])]], about: [{ object: meta.name, id: record.id }] });
    };
    begin().then(setDraft, (error: unknown) => {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    });
  }, [canSend, meta.name, record]);
  useEffect(() => {
    if (!draft || isResumed.current) return;
    // A draft in which nothing was written is not kept when one goes elsewhere.
    return () => {
      window.setTimeout(() => {
        readOutgoing(draft.id).then(
          (now) => {
            if (now.status === "draft" && !now.subject && now.html === draft.html && now.files.length === 0) void remove(`/api/mail/outgoing/${draft.id}`).catch(() => undefined);
          },
          () => undefined,
        );
      }, 1500);
    };
  }, [draft]);

  if (wrong) return <Alert type="error" showIcon title={wrong} />;
  if (data && !canSend) {
    return (
      <Alert
        type="info"
        showIcon
        title={t("mail.compose.noMailbox")}
        action={
          <Button size="small" onClick={() => void navigate("/mail/settings")}>
            {t("mail.settings.add")}
          </Button>
        }
      />
    );
  }
  if (!draft) return <Loading rows={3} />;
  return <Compose key={draft.id} inline draft={draft} about={{ object: meta.name, id: record.id }} onClose={onDone} />;
}
