/** The name of one thing in one language, edited in place; grey is the delivered name. */
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { NameItem, Tongue } from "./calls";

interface Props {
  item: NameItem;
  tongue: Tongue;
  name: string;
  onSave: (item: NameItem, tongue: Tongue, text: string) => Promise<boolean>;
}

/** The cell of the same language in a row further down or up. */
function beside(from: HTMLInputElement, tongue: Tongue, step: number): HTMLInputElement | undefined {
  const cells = [...(from.closest("table")?.querySelectorAll<HTMLInputElement>(`input[data-tongue="${tongue}"]`) ?? [])];
  return cells[cells.indexOf(from) + step];
}

export function NameCell({ item, tongue, name, onSave }: Props) {
  const { t } = useTranslation();
  const stored = item[tongue];
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  if (tongue === "zh" && !item.has_zh) return <span className="muted">{t("names.sameAsOne")}</span>;

  const save = async () => {
    if (typed === null) return;
    if (typed.trim() === stored) {
      setTyped(null);
      setWrong(false);
      return;
    }
    const done = await onSave(item, tongue, typed.trim());
    setWrong(!done);
    if (done) setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return; // Enter ends the choice of Chinese characters
    const step = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = beside(event.currentTarget, tongue, step);
      if (next) {
        next.focus();
        next.select();
      } else event.currentTarget.blur();
    } else if (event.key === "Escape") {
      setTyped(null);
      setWrong(false);
    }
  };
  const delivered = tongue === "zh" ? item.delivered_zh : item.delivered_en;
  const missing = tongue === "zh" ? item.missing_zh : item.missing_en;
  return (
    <input
      className={`name-cell${missing ? " is-missing" : ""}`}
      data-tongue={tongue}
      lang={tongue === "zh" ? "zh-Hans" : "en"}
      aria-label={t("names.cell", { name, language: t(`names.${tongue}`) })}
      aria-invalid={wrong}
      maxLength={item.max_length}
      placeholder={delivered}
      title={(typed ?? stored) || delivered}
      value={typed ?? stored}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => void save()}
    />
  );
}
