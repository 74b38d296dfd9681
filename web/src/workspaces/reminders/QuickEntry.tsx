/** One line in natural words: what was understood is marked in it, below stands what will be made. Enter makes it, Esc clears it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, type InputRef } from "antd";
import { useId, useRef, useState, type KeyboardEvent, type UIEvent } from "react";
import { useTranslation } from "react-i18next";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { canBeMade, piecesOf, wordsQuery, type WordsUnderstood } from "./words";
import "./wordsTexts";
import "./recurrence.css";

interface Props {
  /** Makes it; the line is cleared when that went well, and kept with the error when it did not. */
  onMake: (understood: WordsUnderstood) => unknown;
  placeholder?: string;
  autoFocus?: boolean;
}

export function QuickEntry({ onMake, placeholder, autoFocus = false }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const client = useQueryClient();
  const input = useRef<InputRef>(null);
  const marks = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [making, setMaking] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const settled = useDebounced(text, 150);
  const asked = settled.trim() === "" ? "" : settled;
  const { data, error } = useQuery({ ...wordsQuery(asked), enabled: asked !== "" });
  const here = data && data.text === text ? data.found : undefined; // what is shown may be a letter behind
  const found = text.trim() ? (here ?? data?.found) : undefined;

  const clear = () => {
    setText("");
    setFailed(null);
  };
  const make = async () => {
    if (!text.trim() || making) return;
    setMaking(true);
    setFailed(null);
    try {
      const { found: now } = await client.ensureQueryData(wordsQuery(text));
      if (canBeMade(now)) {
        await onMake(now);
        clear();
      }
    } catch (problem) {
      setFailed(problem);
    } finally {
      setMaking(false);
      input.current?.focus();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return; // Enter and Esc belong to the input method
    if (event.key === "Enter") {
      event.preventDefault();
      void make();
    } else if (event.key === "Escape" && text) {
      event.stopPropagation();
      clear();
    }
  };
  const follow = (event: UIEvent<HTMLInputElement>) => {
    if (marks.current) marks.current.scrollLeft = event.currentTarget.scrollLeft;
  };
  const wrong = failed ?? (error && text.trim() ? error : null);

  return (
    <div className="quick-entry">
      <div className="quick-line">
        <div className="quick-input">
          <div className="quick-marks" ref={marks} aria-hidden>
            {(here ? piecesOf(text, here.spans) : [{ text, what: "" as const }]).map((piece, at) => (
              <span key={at} className={piece.what ? `quick-${piece.what}` : undefined}>{piece.text}</span>
            ))}
          </div>
          <Input ref={input} value={text} maxLength={500} autoFocus={autoFocus} disabled={making} aria-label={t("reminders.words.label")} aria-describedby={`${id}-said`} placeholder={placeholder ?? t("reminders.words.placeholder")} onChange={(event) => setText(event.target.value)} onKeyDown={onKeyDown} onScroll={follow} />
        </div>
        <Button type="primary" loading={making} disabled={!text.trim() || (here !== undefined && !canBeMade(here))} onClick={() => void make()}>{t("reminders.words.make")}</Button>
      </div>
      <p id={`${id}-said`} role="status" className={wrong || found?.problem || found?.past ? "quick-said quick-wrong" : "quick-said"}>
        {wrong ? sentenceOf(wrong) : found ? found.sentence : <span className="muted">{text.trim() ? t("reminders.words.reading") : t("reminders.words.hint")}</span>}
      </p>
    </div>
  );
}
