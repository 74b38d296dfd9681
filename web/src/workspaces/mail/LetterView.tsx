/** One letter: who to whom, its text, its files; folded to one line until it is opened. */
import { EyeOutlined, PaperClipOutlined, SelectOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Dropdown, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { showDateTime, showRelative } from "../../lib/time";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { sentenceOf } from "../../ui/Problems";
import { refreshMail, sizeOf, textOf, type Letter, type Sharing } from "./calls";
import { InvitationCard } from "./InvitationCard";
import { MailFrame } from "./MailFrame";

const SHARINGS: readonly Sharing[] = ["private", "subject", "shared"];

interface Props {
  letter: Letter;
  isOpen: boolean;
  onToggle?: () => void;
  onImages: () => void;
}

export function LetterView({ letter, isOpen, onToggle, onImages }: Props) {
  const { t } = useTranslation();
  const who = letter.from_name || letter.from_address;
  return (
    <article className={isOpen ? "letter is-open" : "letter"}>
      <header className="letter-head">
        <PersonAvatar name={who} />
        <button type="button" className="letter-who" aria-expanded={isOpen} disabled={!onToggle} onClick={onToggle}>
          <b>{who}</b> {isOpen && letter.from_name && <span className="muted">&lt;{letter.from_address}&gt;</span>}
          {isOpen ? <Recipients letter={letter} /> : <span className="letter-snippet muted">{letter.snippet}</span>}
        </button>
        {letter.is_automatic && <Tag>{t(letter.is_bounce ? "mail.bounce" : "mail.automatic")}</Tag>}
        {letter.opened > 0 && (
          <Tag color="green">
            <EyeOutlined /> {t("mail.opened", { count: letter.opened })}
          </Tag>
        )}
        {letter.clicked > 0 && <Tag color="green">{t("mail.clicked", { count: letter.clicked })}</Tag>}
        {letter.is_mine && isOpen && <SharingChoice letter={letter} />}
        <time className="muted one-line" dateTime={letter.sent_at} title={showDateTime(letter.sent_at)}>
          {showRelative(letter.sent_at)}
        </time>
      </header>
      {isOpen && <Body letter={letter} onImages={onImages} />}
    </article>
  );
}

function Recipients({ letter }: { letter: Letter }) {
  const { t } = useTranslation();
  const lines = [
    ["to", letter.to],
    ["cc", letter.cc],
    ["bcc", letter.bcc],
  ] as const;
  return (
    <span className="letter-to muted">
      {lines.map(([name, pairs]) => pairs.length > 0 && <span key={name} title={pairs.map(textOf).join(", ")}>{`${t(`mail.${name}`)}: ${pairs.map(([shown, address]) => shown || address).join(", ")} `}</span>)}
    </span>
  );
}

function Body({ letter, onImages }: { letter: Letter; onImages: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="letter-body">
      {letter.sees === "subject" && <Alert type="info" showIcon title={t("mail.subjectOnly")} />}
      {letter.is_cut && <Alert type="warning" showIcon title={t("mail.cut")} />}
      {letter.invitation && <InvitationCard letter={letter} invitation={letter.invitation} />}
      {letter.images_held && (
        <Alert
          type="info"
          title={t("mail.imagesHeld")}
          className="letter-held"
          action={
            <Button size="small" onClick={onImages}>
              {t("mail.showImages")}
            </Button>
          }
        />
      )}
      {letter.html ? <MailFrame html={letter.html} images={!letter.images_held} title={letter.subject || t("mail.noSubject")} /> : letter.text && <PlainText text={letter.text} />}
      {letter.files.length > 0 && (
        <ul className="letter-files">
          {letter.files.map((file) => (
            <li key={file.id}>
              <PaperClipOutlined /> {file.kept ? <a href={`/api/mail/files/${file.id}`}>{file.name}</a> : file.name} <span className="muted">{file.kept ? sizeOf(file.size) : t("mail.unkept")}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Plain text with what is quoted at its end folded away. */
function PlainText({ text }: { text: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const lines = text.trimEnd().split("\n");
  let end = lines.length;
  while (end > 0 && (lines[end - 1]?.startsWith(">") || !lines[end - 1]?.trim())) end -= 1;
  const folded = !all && lines.length - end > 3;
  return (
    <div className="pre-line letter-text">
      {(folded ? lines.slice(0, end) : lines).join("\n")}
      {folded && (
        <div>
          <Button size="small" title={t("mail.showQuoted")} aria-label={t("mail.showQuoted")} onClick={() => setAll(true)}>
            …
          </Button>
        </div>
      )}
    </div>
  );
}

function SharingChoice({ letter }: { letter: Letter }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const choose = async (sharing: Sharing) => {
    try {
      await post(`/api/mail/letters/${letter.id}/sharing`, { sharing });
      await refreshMail(client);
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectedKeys: [letter.sharing],
        items: SHARINGS.map((key) => ({
          key,
          label: (
            <div>
              {t(`mail.sharing.${key}`)}
              <div className="muted letter-hint">{t(`mail.sharingHint.${key}`)}</div>
            </div>
          ),
        })),
        onClick: ({ key }) => void choose(key as Sharing),
      }}
    >
      <Tooltip title={t("mail.sharing.label")}>
        <Button size="small" type="text" icon={<SelectOutlined />}>
          {t(`mail.sharing.${letter.sharing}`)}
        </Button>
      </Tooltip>
    </Dropdown>
  );
}
