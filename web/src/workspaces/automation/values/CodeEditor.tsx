/** An editor for Starlark, which reads like Python; what is wrong is marked as one types. */
import { python } from "@codemirror/lang-python";
import { indentOnInput } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { codeExtensions } from "../../../ui/codeExtensions";
import { useEditor } from "../../../ui/useEditor";
import { lintCode } from "../designer/calls";

export function CodeEditor({ value, onChange, label }: { value: string; onChange: (value: string) => void; label: string }) {
  const { host } = useEditor(value, onChange, () => [
    codeExtensions(label, "    "),
    indentOnInput(),
    python(),
    linter(async ({ state }) => {
      const found = await lintCode(state.doc.toString()).catch(() => []);
      return found.map((each) => {
        const line = state.doc.line(Math.min(Math.max(each.line, 1), state.doc.lines));
        return { from: Math.min(line.from + Math.max(each.column - 1, 0), line.to), to: line.to, severity: "error" as const, message: each.text };
      });
    }, { delay: 600 }),
  ]);
  return <div ref={host} className="code-editor" />;
}
