/** The text of a mail with the few marks that mails need. What it holds is cleaned by the server whenever it is kept. */
import { BoldOutlined, ItalicOutlined, LinkOutlined, OrderedListOutlined, UnderlineOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

const MARKS = [
  ["bold", "bold", <BoldOutlined key="b" />],
  ["italic", "italic", <ItalicOutlined key="i" />],
  ["underline", "underline", <UnderlineOutlined key="u" />],
  ["list", "insertUnorderedList", <UnorderedListOutlined key="l" />],
  ["numbers", "insertOrderedList", <OrderedListOutlined key="n" />],
] as const;

interface Props {
  /** The text to begin with; a new `version` of it replaces what is there. */
  html: string;
  version: number;
  onChange: (html: string) => void;
  autoFocus?: boolean;
}

export function Editor({ html, version, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation();
  const area = useRef<HTMLDivElement>(null);
  const start = useRef(html);
  useEffect(() => {
    start.current = html;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- while somebody types, the text is theirs
  }, [version]);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.innerHTML = start.current;
    if (autoFocus) element.focus();
  }, [version, autoFocus]);
  const told = () => onChange(area.current?.innerHTML ?? "");
  // Deprecated, yet what every browser has for marking text in place; nothing stands ready to replace it.
  const mark = (command: string, value?: string) => {
    area.current?.focus();
    document.execCommand(command, false, value);
    told();
  };
  const link = () => {
    const address = window.prompt(t("mail.compose.linkAsk"), "https://");
    if (address && /^(https?:|mailto:)/i.test(address)) mark("createLink", address);
  };
  return (
    <div className="mail-editor">
      <div className="mail-marks" role="toolbar" aria-label={t("mail.compose.body")}>
        {MARKS.map(([name, command, icon]) => (
          <Button key={name} size="small" type="text" icon={icon} title={t(`mail.compose.${name}`)} aria-label={t(`mail.compose.${name}`)} onMouseDown={(event) => event.preventDefault()} onClick={() => mark(command)} />
        ))}
        <Button size="small" type="text" icon={<LinkOutlined />} title={t("mail.compose.link")} aria-label={t("mail.compose.link")} onMouseDown={(event) => event.preventDefault()} onClick={link} />
      </div>
      <div
        ref={area}
        className="mail-text"
        contentEditable
        suppressContentEditableWarning
        role="textbox"
        aria-multiline="true"
        aria-label={t("mail.compose.body")}
        onInput={told}
        onPaste={(event) => {
          // Plain text: what other programs put on the clipboard is seldom fit for a mail.
          event.preventDefault();
          document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
        }}
      />
    </div>
  );
}
