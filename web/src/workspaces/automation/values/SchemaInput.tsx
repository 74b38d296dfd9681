/** One input of an action, by what its schema says it is. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../../api/objects";
import type { FieldMeta, JsonSchema, ObjectMeta } from "../../../api/types";
import type { Amount, Asked, Conditions, Values } from "../document/types";
import { fit } from "../document/pinyin";
import type { ValueOption } from "../document/scope";
import { AmountInput } from "./AmountInput";
import { BoundInput, isFrom } from "./BoundInput";
import { FilterField } from "./FilterField";
import { inputKind, takesOne, type InputSchema } from "./inputKind";
import { inputText } from "./inputText";
import { JsonInput } from "./JsonInput";
import { LanguagesInput } from "./LanguagesInput";
import { MomentInput } from "./MomentInput";
import { PairsInput } from "./PairsInput";
import { PeopleInput } from "./PeopleInput";
import { SecretInput } from "./SecretInput";
import { TemplateInput } from "./TemplateInput";
import { ValuesEditor } from "./ValuesEditor";

interface Props {
  block: string;
  field: FieldMeta;
  schema: InputSchema;
  root: JsonSchema;
  /** All inputs of the action: some say whose fields others name. */
  input: Values;
  /** What the action works on. */
  target: ObjectMeta | undefined;
  options: readonly ValueOption[];
  onChange: (value: unknown) => void;
  autoFocus?: boolean;
}

const LONG = new Set(["body", "note", "text", "description", "comment"]);
const found = (typed: string, option: { label?: unknown; value?: unknown } | undefined) => fit(String(option?.label ?? ""), typed) !== null || String(option?.value ?? "").includes(typed.toLowerCase());

export function SchemaInput({ block, field, schema, root, input, target, options, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation();
  const objects = useObjects();
  const value = input[field.name] ?? schema.default;
  const { label } = field;
  const of = schema["x-of"];
  const named = (name: unknown) => objects.find((meta) => meta.name === name);
  const about = of === "object" ? named(input["object"]) : of === "related" ? named(String(input["related"] ?? "").split(".")[0]) : target;
  switch (inputKind(schema, root)) {
    case "recipients": {
      const one = takesOne(schema, root);
      const people = (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]) as Asked[];
      return <PeopleInput label={label} value={people} object={target} one={one} emails={schema["x-kind"] === "recipients" || "email" in (root.$defs?.["Recipient"]?.properties ?? {})} onChange={(next) => onChange(one ? (next[0] ?? null) : next)} />;
    }
    case "languages":
      return <LanguagesInput key={`${block} ${field.name}`} label={label} value={value} onChange={onChange} options={options} multiline={LONG.has(field.name)} autoFocus={autoFocus} />;
    case "template": {
      const many = LONG.has(field.name) || field.type === "long_text" || (schema["x-rows"] ?? 1) > 1 || schema["x-kind"] === "text";
      // A text in both languages stays one.
      if (typeof value === "object" && value !== null && !isFrom(value)) return <LanguagesInput key={`${block} ${field.name}`} label={label} value={value} onChange={onChange} options={options} multiline={many} autoFocus={autoFocus} />;
      return <TemplateInput key={`${block} ${field.name}`} label={label} value={inputText(value)} onChange={(next) => onChange(next === "" ? undefined : next)} options={options} multiline={many} rows={many ? 4 : 1} autoFocus={autoFocus} />;
    }
    case "values":
      return <ValuesEditor key={`${block} ${about?.name ?? ""}`} block={block} label={label} meta={about} value={(value ?? {}) as Values} onChange={onChange} options={options} isNew={of === "object" && field.name === "values"} />;
    case "object":
      return (
        <Select
          className="full"
          autoFocus={autoFocus}
          aria-label={label}
          showSearch={{ filterOption: found }}
          value={(value as string | undefined) ?? null}
          options={objects.filter((meta) => meta.rights.create).map((meta) => ({ value: meta.name, label: meta.label }))}
          onChange={(next) => onChange(next)}
        />
      );
    case "related":
      return (
        <Select
          className="full"
          aria-label={label}
          showSearch={{ filterOption: found }}
          value={(value as string | undefined) ?? null}
          options={(target?.related ?? []).map((each) => ({ value: `${each.object}.${each.field}`, label: each.label }))}
          onChange={(next) => onChange(next)}
        />
      );
    case "field": {
      const types = schema["x-types"];
      const isSort = schema["x-kind"] === "sort";
      const fields = (about?.fields ?? []).filter((each) => (types ? types.includes(each.type) : isSort ? each.sortable : true));
      return (
        <Select
          className="full"
          allowClear
          aria-label={label}
          showSearch={{ filterOption: found }}
          value={(value as string | undefined) || null}
          options={fields.flatMap((each) => (isSort ? [{ value: each.name, label: `${each.label} ↑` }, { value: `-${each.name}`, label: `${each.label} ↓` }] : [{ value: each.name, label: each.label }]))}
          onChange={(next?: string | null) => onChange(next ?? undefined)}
        />
      );
    }
    case "filter":
      return about ? <FilterField key={`${block} ${about.name}`} label={label} meta={about} value={value as Conditions | undefined} onChange={onChange} /> : <span className="muted">{t("automation.form.chooseObject")}</span>;
    case "amount":
      return <AmountInput label={label} value={value as Amount | undefined} onChange={(next) => onChange(Object.keys(next).length > 0 ? next : undefined)} />;
    case "moment":
      return <MomentInput label={label} value={value} onChange={onChange} options={options} />;
    case "pairs":
      return <PairsInput key={`${block} ${field.name}`} label={label} value={(value ?? {}) as Values} onChange={onChange} options={options} />;
    case "secret":
      return <SecretInput label={label} value={value} onChange={onChange} />;
    case "json":
      return <JsonInput key={`${block} ${field.name}`} label={label} value={value} onChange={onChange} options={options} />;
    case "plain":
      return <BoundInput id={`${block}-${field.name}`} field={field} value={value} onChange={onChange} options={options} autoFocus={autoFocus} />;
  }
}
