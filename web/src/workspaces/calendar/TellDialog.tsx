/** "Send updates to 3 guests?" with their names and addresses: send, do not send, or turn back. */
import { Button, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GuestInput } from "./calls";
import type { Concern, Told } from "./useTellGuests";

const isChinese = (text: string) => /[\u3400-\u9fff]/.test(text);

export function TellDialog({ concern, onAnswer }: { concern: Concern; onAnswer: (answer: Told | null) => void }) {
  const { t, i18n } = useTranslation();
  const [language, setLanguage] = useState<Told["language"]>(i18n.language.startsWith("zh") ? "zh-hans" : "en");
  const removed = concern.removed ?? [];
  const count = concern.guests.length + removed.length;
  const open = concern.occasion === "invite" && concern.guests.some((guest) => !isChinese(guest.name));
  return (
    <Modal
      open
      width={440}
      title={t(`calendar.tell.${concern.occasion}`, { count })}
      onCancel={() => onAnswer(null)}
      footer={
        <>
          <Button onClick={() => onAnswer(null)}>{t("calendar.tell.back")}</Button>
          <Button onClick={() => onAnswer({ tell: false, language })}>{t("calendar.tell.no")}</Button>
          <Button type="primary" autoFocus onClick={() => onAnswer({ tell: true, language })}>
            {t("calendar.tell.yes")}
          </Button>
        </>
      }
    >
      <People guests={concern.guests} />
      {removed.length > 0 && (
        <>
          <div className="muted">{t("calendar.tell.removed")}</div>
          <People guests={removed} />
        </>
      )}
      {open && (
        <div className="cal-tell-language">
          {t("calendar.tell.language")}{" "}
          <Select<Told["language"]>
            size="small"
            aria-label={t("calendar.tell.language")}
            value={language}
            onChange={setLanguage}
            options={[
              { value: "zh-hans", label: "简体中文" },
              { value: "en", label: "English" },
            ]}
          />
        </div>
      )}
      <p className="muted cal-tell-note">
        {concern.occasion !== "off" && t("calendar.tell.reads")} {concern.from ? t("calendar.tell.from", { address: concern.from }) : ""}
      </p>
    </Modal>
  );
}

function People({ guests }: { guests: readonly GuestInput[] }) {
  return (
    <ul className="cal-tell-people">
      {guests.map((guest) => (
        <li key={guest.address}>
          {guest.name && <b>{guest.name}</b>} <span className="muted">{guest.address}</span>
        </li>
      ))}
    </ul>
  );
}
