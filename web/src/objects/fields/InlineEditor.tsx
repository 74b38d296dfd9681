/**
 * The editing of a value where it stands: made when it begins, gone when it is over. Enter saves, Tab saves and goes on to the next value,
 * Esc gives up; leaving it saves. If the server refuses, the sentence stays beside the input and nothing typed is lost.
 */
import { Tooltip } from "antd";
import { t } from "i18next";
import { useEffect, useImperativeHandle, useRef, useState, type FocusEvent, type KeyboardEvent, type Ref, type RefObject } from "react";
import { Cancelled, isProblem, Offline } from "../../api/problem";
import { isAway, onReach } from "../../api/reach";
import { dropDraft, keepDraft, readDraft } from "../../lib/drafts";
import { sentenceOf } from "../../ui/Problems";
import { FieldInput } from "./FieldInput";
import { FieldShow } from "./FieldShow";
import type { InlineFieldProps, Stage } from "./InlineField";
import { kindOf, sameValue } from "./kinds";

/** What the value's own element hands on while it is being edited. */
export interface Editor {
  onEscape: (event: KeyboardEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onBlur: (event: FocusEvent) => void;
}

interface Props extends InlineFieldProps {
  box: RefObject<HTMLDivElement | null>;
  ref: Ref<Editor>;
  onStage: (stage: Stage) => void;
}

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

export function InlineEditor({ field, record, dense = false, keep, save, box, ref, onStage }: Props) {
  const value = record[field.name];
  const [draft, setDraft] = useState<{ value: unknown; base: InlineFieldProps["record"] } | null>(() => {
    const kept = keep ? readDraft(keep.user, keep.key) : null;
    return kept && field.name in kept.values ? { value: kept.values[field.name], base: { ...record, ...kept.base } } : { value, base: record };
  });
  const [pending, setPending] = useState<{ value: unknown } | null>(null);
  const [wrong, setWrong] = useState(() => (draft && draft.base !== record ? t("field.notSaved") : ""));
  const [isLost, setIsLost] = useState(false);
  const settled = useRef(false);
  const kind = kindOf(field);
  /** What the input holds at this very moment: a picker takes typed text over in the same key press that ends the editing. */
  const typed = useRef<unknown>(draft?.value ?? null);
  const write = (next: unknown) => {
    typed.current = next;
    setDraft((now) => now && { ...now, value: next });
  };

  /** Once more, while what was typed before is on its way. */
  const beginAgain = () => {
    settled.current = false;
    setWrong("");
    typed.current = value;
    setDraft((now) => now ?? { value, base: record });
    onStage("editing");
  };

  const commit = async (next: unknown) => {
    if (settled.current || !draft) return;
    settled.current = true;
    const { base } = draft;
    setIsLost(false);
    if (sameValue(field, base[field.name], next)) {
      if (keep) dropDraft(keep.user, keep.key);
      onStage("quiet");
      return;
    }
    setPending({ value: next });
    setDraft(null);
    onStage("saving");
    try {
      await save(next, base);
      if (keep) dropDraft(keep.user, keep.key);
      if (settled.current) onStage("quiet");
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        if (keep) keepDraft(keep.user, keep.key, { title: record.title, values: { [field.name]: next }, base: { version: base.version, [field.name]: base[field.name] } });
        setIsLost(error instanceof Offline);
        settled.current = false;
        typed.current = next;
        setDraft({ value: next, base });
        onStage("editing");
        const fields = isProblem(error) ? error.fields : {};
        const others = Object.entries(fields).filter(([name]) => name !== field.name);
        setWrong([...(fields[field.name] ?? []), ...others.map(([name, texts]) => `${name}: ${texts.join(" ")}`)].join(" ") || (error instanceof Offline ? t("field.willRetry") : sentenceOf(error)));
      } else {
        if (keep) dropDraft(keep.user, keep.key);
        if (settled.current) onStage("quiet");
      }
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
    onStage("quiet");
    box.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!draft) {
      if ((event.key === "Enter" || event.key === "F2") && event.target === box.current) {
        event.preventDefault();
        beginAgain();
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
        next.dispatchEvent(new KeyboardEvent("keydown", { key: "F2", bubbles: true }));
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

  const onBlur = (event: FocusEvent) => {
    if (!draft || box.current?.contains(event.relatedTarget) || event.relatedTarget?.closest(".ant-select-dropdown, .ant-picker-dropdown")) return;
    void commit(typed.current);
  };
  useImperativeHandle(ref, () => ({ onEscape, onKeyDown, onBlur }));

  if (!draft) {
    return (
      <span className="inline-value">
        <FieldShow field={field} value={pending ? pending.value : value} record={record} dense={dense} dash={!dense} />
      </span>
    );
  }
  return (
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
  );
}
