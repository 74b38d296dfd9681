/** Any JSON; values can be put into its texts. */
import { useState } from "react";
import { jsonOf } from "./inputText";
import type { ValueOption } from "../document/scope";
import { TemplateInput } from "./TemplateInput";

export function JsonInput({ value, onChange, options, label }: { value: unknown; onChange: (value: unknown) => void; options: readonly ValueOption[]; label: string }) {
  const [text, setText] = useState(value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));
  return (
    <TemplateInput
      label={label}
      value={text}
      multiline
      rows={4}
      options={options}
      onChange={(next) => {
        setText(next);
        onChange(jsonOf(next));
      }}
    />
  );
}
