/** An editor for the markup of templates; the lines with mistakes are marked. Values can be put in where the cursor stands. */
import { html } from "@codemirror/lang-html";
import { setDiagnostics } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { Select } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { codeExtensions } from "../../../ui/codeExtensions";
import { useEditor } from "../../../ui/useEditor";
import type { Slip, Values } from "../calls";

interface Props {
  value: string;
  values: Values | undefined;
  slips: readonly Slip[];
  onChange: (value: string) => void;
}

export function MarkupEditor({ value, values, slips, onChange }: Props) {
  const { t } = useTranslation();
  const { host, view, insert } = useEditor(value, onChange, () => [codeExtensions(t("prints.design.code"), "  "), html(), EditorView.lineWrapping]);
  useEffect(() => {
    const now = view.current;
    if (!now) return;
    const { doc } = now.state;
    const marks = slips.filter((slip) => slip.line > 0).map((slip) => {
      const line = doc.line(Math.min(slip.line, doc.lines));
      return { from: line.from, to: line.to, severity: "error" as const, message: slip.text };
    });
    now.dispatch(setDiagnostics(now.state, marks));
  }, [slips, view]);
  const loop = (object: string, paths: readonly string[]) =>
    [
      '<table border="grid">',
      `  <thead><tr>${paths.map((path) => `<th>{{ row_labels.${object}.${path} }}</th>`).join("")}</tr></thead>`,
      `  {% for row in rows.${object} %}`,
      `  <tr>${paths.map((path) => `<td>{{ row.${path} }}</td>`).join("")}</tr>`,
      "  {% endfor %}",
      "</table>",
      "",
    ].join("\n");
  const snippets = [
    { value: "<page>", label: t("prints.design.snippet.page") },
    { value: "<pages>", label: t("prints.design.snippet.pages") },
    { value: '<logo height="14">', label: t("prints.design.snippet.logo") },
    { value: '<stamp height="36">', label: t("prints.design.snippet.stamp") },
    { value: "{% if zh %}中文{% else %}English{% endif %}", label: t("prints.design.snippet.ifzh") },
    { value: "{{ record.amount | in_words }}", label: t("prints.design.snippet.words") },
    ...(values?.relations ?? []).map((each) => ({ value: loop(each.object, each.values.slice(0, 4).map((one) => one.path)), label: t("prints.design.snippet.loop", { object: each.label }) })),
  ];
  return (
    <>
      <Select
        className="full gap-below"
        value={null}
        placeholder={t("prints.design.insert")}
        aria-label={t("prints.design.insert")}
        showSearch={{ optionFilterProp: "label" }}
        onSelect={(text: string | null) => insert(text ?? "")}
        options={[
          { label: t("prints.design.group.values"), options: (values?.values ?? []).map((each) => ({ value: `{{ record.${each.path} }}`, label: each.label })) },
          { label: t("prints.design.group.others"), options: (values?.others ?? []).map((each) => ({ value: `{{ ${each.path} }}`, label: each.label })) },
          { label: t("prints.design.group.snippets"), options: snippets },
        ]}
      />
      <div ref={host} className="code-editor print-code" />
      <p className="muted">{t("prints.design.codeHint")}</p>
    </>
  );
}
