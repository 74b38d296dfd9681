/** What every editor of code has, whatever its language. */
import { autocompletion, closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, defaultHighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";

/** `indent` is one step; `label` is what a screen reader calls the editor. */
export const codeExtensions = (label: string, indent: string): Extension => [
  lineNumbers(),
  history(),
  indentUnit.of(indent),
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  lintGutter(),
  syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
  keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
  EditorView.contentAttributes.of({ "aria-label": label }),
];
