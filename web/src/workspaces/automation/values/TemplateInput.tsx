/** A text into which values can be put; they show as chips with their names. */
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder as placeholderOf } from "@codemirror/view";
import { useEffect, useState } from "react";
import { useEditor } from "../../../ui/useEditor";
import { inLanguageOfPath } from "./pathLabel";
import type { ValueOption } from "../document/scope";
import { chips } from "./chips";
import { ValueSelect } from "./ValueSelect";

interface Props {
  value: string;
  onChange: (value: string) => void;
  options: readonly ValueOption[];
  label: string;
  multiline?: boolean;
  rows?: number;
  placeholder?: string;
  autoFocus?: boolean;
  id?: string;
}

export function TemplateInput({ value, onChange, options, label, multiline = false, rows = 1, placeholder = "", autoFocus = false, id }: Props) {
  const [shown] = useState(() => new Compartment());
  const { host, view, insert } = useEditor(value, onChange, () => [
    history(),
    keymap.of([...standardKeymap.filter((each) => multiline || each.key !== "Enter"), ...historyKeymap]),
    multiline ? [] : EditorState.transactionFilter.of((transaction) => (transaction.newDoc.lines > 1 ? [] : transaction)),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, role: "textbox", "aria-multiline": String(multiline), ...(id ? { id } : {}) }),
    placeholderOf(placeholder),
    shown.of([]),
  ]);
  useEffect(() => {
    if (autoFocus) view.current?.focus();
    // Only when it comes up.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    view.current?.dispatch({ effects: shown.reconfigure(chips((path) => inLanguageOfPath(path, options))) });
  }, [options, shown, view]);

  return (
    <div className="template-input">
      <div ref={host} className="template-text" style={{ "--rows": rows } as React.CSSProperties} />
      {options.length > 0 && <ValueSelect className="template-insert" options={options} onPick={(path) => path && insert(`{{ ${path} }}`)} />}
    </div>
  );
}
