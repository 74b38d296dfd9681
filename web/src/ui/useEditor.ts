/** A text editor whose text is a value: made once, told of what changes outside, and putting texts in where the cursor stands. */
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";

/** `extensions` is asked once, when the editor is made in the element of `host`. */
export function useEditor(value: string, onChange: (value: string) => void, extensions: () => Extension) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const give = useRef(onChange);
  useEffect(() => {
    give.current = onChange;
  });
  useEffect(() => {
    if (!host.current) return;
    const changes = EditorView.updateListener.of((update) => {
      if (update.docChanged) give.current(update.state.doc.toString());
    });
    const editor = new EditorView({ parent: host.current, state: EditorState.create({ doc: value, extensions: [extensions(), changes] }) });
    view.current = editor;
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
  const insert = (text: string) => {
    const now = view.current;
    if (!now) return;
    const { from, to } = now.state.selection.main;
    now.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length }, scrollIntoView: true });
    window.setTimeout(() => now.focus(), 0);
  };
  return { host, view, insert };
}
