/** A text into which values can be put; they show as chips with their names. */
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder as placeholderOf } from "@codemirror/view";
import { useEffect, useRef, useState } from "react";
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
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const give = useRef(onChange);
  const [shown] = useState(() => new Compartment());
  useEffect(() => {
    give.current = onChange;
  });

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          history(),
          keymap.of([...standardKeymap.filter((each) => multiline || each.key !== "Enter"), ...historyKeymap]),
          ...(multiline ? [] : [EditorState.transactionFilter.of((transaction) => (transaction.newDoc.lines > 1 ? [] : transaction))]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, role: "textbox", "aria-multiline": String(multiline), ...(id ? { id } : {}) }),
          placeholderOf(placeholder),
          shown.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) give.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    if (autoFocus) editor.focus();
    return () => {
      view.current = null;
      editor.destroy();
    };
    // The editor is made once; what changes later is told to it below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    const now = view.current;
    if (now && now.state.doc.toString() !== value) now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: shown.reconfigure(chips((path) => inLanguageOfPath(path, options))) });
  }, [options, shown]);

  const insert = (path: string | null) => {
    const now = view.current;
    if (!now || !path) return;
    const text = `{{ ${path} }}`;
    const { from, to } = now.state.selection.main;
    now.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } });
    window.setTimeout(() => now.focus(), 0);
  };
  return (
    <div className="template-input">
      <div ref={host} className="template-text" style={{ "--rows": rows } as React.CSSProperties} />
      {options.length > 0 && <ValueSelect className="template-insert" options={options} onPick={insert} />}
    </div>
  );
}
