/** Labelled inputs for some fields of an object, in two columns where there is room. The state belongs to the caller. */
import { Form } from "antd";
import { useId, type ComponentType } from "react";
import type { FieldMeta, ObjectMeta } from "../../api/types";
import { FieldInput } from "../fields/FieldInput";
import type { InputProps } from "../fields/kind";
import { kindOf } from "../fields/kinds";
import { isRequired } from "./required";

export interface FieldsProps {
  meta: ObjectMeta;
  fields: readonly FieldMeta[];
  values: Record<string, unknown>;
  problems: Record<string, string[]>;
  onChange: (name: string, value: unknown) => void;
  /** The first field takes the cursor. */
  autoFocus?: boolean;
  required?: (field: FieldMeta) => boolean;
  /** Inputs that stand in for the usual ones, by the name of the field. */
  inputs?: Record<string, ComponentType<InputProps>>;
}

export function Fields({ meta, fields, values, problems, onChange, autoFocus = false, required, inputs = {} }: FieldsProps) {
  const prefix = useId();
  return (
    <div className="form-grid">
      {fields.map((field, at) => {
        const wrong = problems[field.name];
        const id = `${prefix}-${field.name}`;
        const Input = inputs[field.name] ?? FieldInput;
        return (
          <Form.Item
            key={field.name}
            className={kindOf(field).wide ? "form-wide" : ""}
            label={field.label}
            htmlFor={id}
            required={required ? required(field) : isRequired(meta, field, values)}
            {...(wrong ? { validateStatus: "error" as const, help: <span role="alert">{wrong.join(" ")}</span> } : {})}
            {...(field.help && !wrong ? { extra: field.help } : {})}
          >
            <Input field={field} id={id} value={values[field.name]} record={values} invalid={!!wrong} autoFocus={autoFocus && at === 0} onChange={(value) => onChange(field.name, value)} />
          </Form.Item>
        );
      })}
    </div>
  );
}
