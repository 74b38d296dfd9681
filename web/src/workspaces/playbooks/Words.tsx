/** Words to say or a message to send, with the record's values filled in; copied by one press. */
import { CopyOutlined, MailOutlined, PhoneOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "../../api/generated";

const LONG = 110;

export function Words({ item }: { item: components["schemas"]["PlaybookEntry"] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [all, setAll] = useState(false);
  const isLong = item.text.length > LONG || item.text.split("\n").length > 3;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(item.kind === "mail" ? `${item.name}\n\n${item.text}` : item.text);
      void message.success(t("playbooks.copied"));
    } catch {
      setAll(true);
      void message.warning(t("playbooks.copyFailed"));
    }
  };
  return (
    <li className="playbook-words">
      <div className="playbook-line">
        <span className="muted" title={t(item.kind === "mail" ? "playbooks.mail" : "playbooks.say")}>
          {item.kind === "mail" ? <MailOutlined /> : <PhoneOutlined />}
        </span>
        <b className="playbook-name">{item.name}</b>
        <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()} aria-label={`${t("playbooks.copy")}: ${item.name}`}>
          {t("playbooks.copy")}
        </Button>
      </div>
      <div className={all || !isLong ? "pre-line" : "pre-line playbook-short"}>{item.text}</div>
      {isLong && (
        <button type="button" className="tab" aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? "playbooks.less" : "playbooks.more")}
        </button>
      )}
    </li>
  );
}
