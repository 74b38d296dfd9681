/** An editor for Starlark, which reads like Python; what is wrong is marked as one types. */
import { autocompletion, closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, defaultHighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { linter, lintGutter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { lintCode } from "../designer/calls";

export function CodeEditor({ value, onChange, label }: { value: string; onChange: (value: string) => void; label: string }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const give = useRef(onChange);
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
          lineNumbers(), history(), indentOnInput(), indentUnit.of("    "), bracketMatching(), closeBrackets(), autocompletion(), python(), lintGutter(),
          syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ "aria-label": label }),
          linter(async ({ state }) => {
            const found = await lintCode(state.doc.toString()).catch(() => []);
            return found.map((each) => {
              const line = state.doc.line(Math.min(Math.max(each.line, 1), state.doc.lines));
              return { from: Math.min(line.from + Math.max(each.column - 1, 0), line.to), to: line.to, severity: "error" as const, message: each.text };
            });
          }, { delay: 600 }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) give.current(update.state.doc.toString());
          }),
        ],
      }),
    });
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
  return <div ref={host} className="code-editor" />;
}
