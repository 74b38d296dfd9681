/**
 * A value that can be edited where it stands. Enter or a double click begins; Enter saves, Tab saves and goes on to the next one, Esc
 * gives up; leaving it saves. If the server refuses, the sentence stays beside the input and nothing typed is lost.
 */
import { Tooltip } from "antd";
import { t } from "i18next";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Cancelled, isProblem, Offline } from "../../api/problem";
import { isAway, onReach } from "../../api/reach";
import type { FieldMeta, Row } from "../../api/types";
import { dropDraft, keepDraft, readDraft } from "../../lib/drafts";
import { sentenceOf } from "../../ui/Problems";
import { FieldInput } from "./FieldInput";
import { FieldShow } from "./FieldShow";
import { kindOf, sameValue } from "./kinds";

export interface InlineFieldProps {
  field: FieldMeta;
  record: Row;
  dense?: boolean;
  /** Where a value that could not be saved is kept in this browser until it is. */
  keep?: { user: number; key: string };
  /** Given the record as it was when the editing began, so that another's change in between is noticed. */
  save: (value: unknown, base: Row) => Promise<unknown>;
}

const EDIT = "magpie-edit";

/** The editable value after (or before) this one, inside the same region. */
function neighbour(from: HTMLElement, back: boolean): HTMLElement | undefined {
  const region = from.closest("[data-inline-region]") ?? document.body;
  const all = [...region.querySelectorAll<HTMLElement>("[data-inline]")];
  return all[all.indexOf(from) + (back ? -1 : 1)];
}

/** Does the value have another input (of an address) to go to before Tab leaves it? */
function hasMore(box: HTMLElement, from: EventTarget, back: boolean): boolean {
  const inputs = [...box.querySelectorAll<HTMLElement>("input, textarea")];
  return from !== inputs.at(back ? 0 : -1) && inputs.some((input) => input === from);
}

/** A list has hundreds of these: it draws nothing beside the value before it is edited, and is drawn anew with the page when the language changes. */
export function InlineField({ field, record, dense = false, keep, save }: InlineFieldProps) {
  const value = record[field.name];
  const [kept] = useState(() => (keep ? readDraft(keep.user, keep.key) : null));
  const [draft, setDraft] = useState<{ value: unknown; base: Row } | null>(() => (kept && field.name in kept.values ? { value: kept.values[field.name], base: { ...record, ...kept.base } } : null));
  const [pending, setPending] = useState<{ value: unknown } | null>(null);
  const [wrong, setWrong] = useState(() => (draft ? t("field.notSaved") : ""));
  const [isLost, setIsLost] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const settled = useRef(false);
  const kind = kindOf(field);
  /** What the input holds at this very moment: a picker takes typed text over in the same key press that ends the editing. */
  const typed = useRef<unknown>(draft?.value ?? null);
  const write = (next: unknown) => {
    typed.current = next;
    setDraft((now) => now && { ...now, value: next });
  };

  const begin = () => {
    settled.current = false;
    setWrong("");
    typed.current = value;
    setDraft((now) => now ?? { value, base: record });
  };

  useEffect(() => {
    const element = box.current;
    const start = () => {
      settled.current = false;
      typed.current = record[field.name];
      setDraft((now) => now ?? { value: record[field.name], base: record });
    };
    element?.addEventListener(EDIT, start);
    return () => element?.removeEventListener(EDIT, start);
  }, [field.name, record]);

  const commit = async (next: unknown) => {
    if (settled.current || !draft) return;
    settled.current = true;
    const { base } = draft;
    setIsLost(false);
    if (sameValue(field, base[field.name], next)) {
      if (keep) dropDraft(keep.user, keep.key);
      setDraft(null);
      setWrong("");
      return;
    }
    setPending({ value: next });
    setDraft(null);
    try {
      await save(next, base);
      if (keep) dropDraft(keep.user, keep.key);
      setWrong("");
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        if (keep) keepDraft(keep.user, keep.key, { title: record.title, values: { [field.name]: next }, base: { version: base.version, [field.name]: base[field.name] } });
        setIsLost(error instanceof Offline);
        settled.current = false;
        setDraft({ value: next, base });
        const fields = isProblem(error) ? error.fields : {};
        const others = Object.entries(fields).filter(([name]) => name !== field.name);
        setWrong([...(fields[field.name] ?? []), ...others.map(([name, texts]) => `${name}: ${texts.join(" ")}`)].join(" ") || (error instanceof Offline ? t("field.willRetry") : sentenceOf(error)));
      } else if (keep) dropDraft(keep.user, keep.key);
    } finally {
      setPending(null);
    }
  };

  // What the network lost is sent again as soon as the server answers.
  const again = useRef<() => void>(() => undefined);
  useEffect(() => {
    again.current = () => void commit(typed.current);
  });
  useEffect(() => {
    if (!isLost) return;
    return onReach(() => {
      if (!isAway()) again.current();
    });
  }, [isLost]);

  const giveUp = () => {
    settled.current = true;
    if (keep) dropDraft(keep.user, keep.key);
    setIsLost(false);
    setDraft(null);
    setWrong("");
    box.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!draft) {
      if ((event.key === "Enter" || event.key === "F2") && event.target === box.current) {
        event.preventDefault();
        begin();
      }
      return;
    }
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (!kind.multiline || event.ctrlKey || event.metaKey) && !box.current?.querySelector("[aria-expanded=true]")) {
      event.preventDefault();
      void commit(typed.current);
      window.setTimeout(() => box.current?.focus());
    } else if (event.key === "Tab" && box.current && !hasMore(box.current, event.target, event.shiftKey)) {
      const next = neighbour(box.current, event.shiftKey);
      void commit(typed.current);
      if (next) {
        event.preventDefault();
        next.focus();
        next.scrollIntoView({ block: "nearest", inline: "nearest" });
        next.dispatchEvent(new CustomEvent(EDIT));
      }
    }
  };

  /** Before the input hears it, which would only close its own list of choices. */
  const onEscape = (event: KeyboardEvent) => {
    if (!draft || event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    giveUp();
  };

  /** A choice made by keyboard or mouse ends the editing; the next key belongs to the value again. */
  const choose = (next: unknown) => {
    void commit(next);
    window.setTimeout(() => {
      if (document.activeElement === document.body) box.current?.focus();
    });
  };

  const shown = pending ? pending.value : value;
  return (
    <div
      ref={box}
      data-inline
      className={`inline-field${draft ? " is-editing" : ""}${pending ? " is-saving" : ""}${dense ? " is-dense" : ""}`}
      tabIndex={draft ? -1 : 0}
      role="group"
      aria-label={t("field.edit", { field: field.label })}
      onKeyDownCapture={onEscape}
      onKeyDown={onKeyDown}
      onDoubleClick={draft ? undefined : begin}
      onBlur={(event) => {
        if (!draft || box.current?.contains(event.relatedTarget) || event.relatedTarget?.closest(".ant-select-dropdown, .ant-picker-dropdown")) return;
        void commit(typed.current);
      }}
    >
      {draft ? (
        <>
          <Tooltip open={dense && !!wrong} placement="bottomLeft" color="#a3453c" title={<span role="alert">{wrong}</span>}>
            <div>
              <FieldInput field={field} value={draft.value} record={record} autoFocus invalid={!!wrong} onChange={write} inPlace={{ done: choose }} />
            </div>
          </Tooltip>
          {wrong && !dense && (
            <div className="inline-wrong" role="alert">
              {wrong}
            </div>
          )}
        </>
      ) : (
        <>
          <span className="inline-value">
            <FieldShow field={field} value={shown} record={record} dense={dense} dash={!dense} />
          </span>
          <button type="button" className="inline-pencil" tabIndex={-1} aria-label={t("field.edit", { field: field.label })} onClick={begin} />
        </>
      )}
    </div>
  );
}
