/** Which fields of a record become what: a row for each field that is set, each with its own input or a value from elsewhere. */
import { DeleteOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta } from "../../../api/types";
import type { Values } from "../document/types";
import { fit } from "../document/pinyin";
import type { ValueOption } from "../document/scope";
import { BoundInput, isFrom } from "./BoundInput";
import { TemplateInput } from "./TemplateInput";

interface Props {
  meta: ObjectMeta | undefined;
  value: Values;
  onChange: (value: Values) => void;
  options: readonly ValueOption[];
  label: string;
  block: string;
  /** For a new record the required fields are shown from the start. */
  isNew?: boolean;
}

const TEXTS = new Set(["text", "long_text", "email", "phone", "url"]);

export function ValuesEditor({ meta, value, onChange, options, label, block, isNew = false }: Props) {
  const { t } = useTranslation();
  if (!meta) return <span className="muted">{t("automation.form.chooseObject")}</span>;
  const writable = meta.fields.filter((field) => !field.read_only);
  const wanted = isNew ? writable.filter((field) => field.required && !(field.name in value)).map((field) => field.name) : [];
  const rows = [...Object.keys(value), ...wanted];
  const set = (name: string, next: unknown) => onChange({ ...value, [name]: next });
  return (
    <div className="values-editor" role="group" aria-label={label}>
      {rows.map((name) => {
        const field = meta.fields.find((each) => each.name === name) ?? ({ name, label: name, type: "text", choices: null, required: false, read_only: false, custom: false, right: "write", operators: [], sortable: false, inline: false } satisfies FieldMeta);
        return (
          <div key={name} className="values-row">
            <label className="values-name" htmlFor={`${block}-${name}`}>
              {field.label}
            </label>
            <div className="values-value">
              {TEXTS.has(field.type) && !isFrom(value[name]) ? (
                <TemplateInput key={`${block} ${name}`} label={field.label} value={typeof value[name] === "string" ? value[name] : ""} onChange={(next) => set(name, next)} options={options} multiline={field.type === "long_text"} rows={field.type === "long_text" ? 3 : 1} />
              ) : (
                <BoundInput id={`${block}-${name}`} field={field} value={value[name]} onChange={(next) => set(name, next ?? null)} options={options} />
              )}
            </div>
            <Button type="text" icon={<DeleteOutlined />} aria-label={`${t("filter.remove")} ${field.label}`} onClick={() => onChange(Object.fromEntries(Object.entries(value).filter(([each]) => each !== name)))} />
          </div>
        );
      })}
      <Select
        className="full"
        showSearch={{ filterOption: (typed, option) => fit(String(option?.label ?? ""), typed) !== null || String(option?.value ?? "").includes(typed.toLowerCase()) }}
        aria-label={t("automation.form.addField")}
        placeholder={t("automation.form.addField")}
        value={null as string | null}
        options={writable.filter((field) => !rows.includes(field.name)).map((field) => ({ value: field.name, label: field.label }))}
        onChange={(name) => name && set(name, null)}
      />
    </div>
  );
}
