/** One of a fixed set of values, each with a label and perhaps a colour. */
import { Select } from "antd";
import type { Choice, FieldMeta } from "../../api/types";
import { ChoiceTag } from "../../ui/ChoiceTag";
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";

export function choiceOf(field: FieldMeta, value: unknown): Choice | undefined {
  return field.choices?.find((choice) => String(choice.value) === asText(value));
}

/** What is offered: the choices in use, and those that the record has already. */
export function offered(field: FieldMeta, now: readonly string[]): Choice[] {
  return (field.choices ?? []).filter((choice) => !choice.inactive || now.includes(String(choice.value)));
}

function Show({ field, value }: ShowProps) {
  if (isBlank(value)) return null;
  const choice = choiceOf(field, value);
  return <ChoiceTag color={choice?.color}>{choice?.label ?? asText(value)}</ChoiceTag>;
}

export function ChoiceInput({ field, value, onChange, id, autoFocus, invalid, inPlace }: InputProps) {
  return (
    <Select
      id={id}
      autoFocus={autoFocus}
      allowClear={!field.required}
      showSearch={(field.choices?.length ?? 0) > 8 ? { optionFilterProp: "label" } : false}
      status={invalid ? "error" : ""}
      className="full"
      popupMatchSelectWidth={false}
      {...(inPlace ? { defaultOpen: true } : {})}
      value={isBlank(value) ? null : asText(value)}
      options={offered(field, [asText(value)]).map((choice) => ({ value: String(choice.value), label: choice.label }))}
      onChange={(next: string | undefined) => {
        onChange(next ?? null);
        inPlace?.done(next ?? null);
      }}
    />
  );
}

/** Filters find records by choices that are no longer offered, too. */
function AnyChoiceInput({ field, ...rest }: InputProps) {
  return <ChoiceInput {...rest} field={{ ...field, choices: field.choices?.map((choice) => ({ ...choice, inactive: false })) ?? null }} />;
}

export function ManyChoicesInput({ field, value, onChange, id, autoFocus, invalid }: InputProps) {
  return (
    <Select
      id={id}
      mode="multiple"
      autoFocus={autoFocus}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      status={invalid ? "error" : ""}
      className="full"
      popupMatchSelectWidth={false}
      maxTagCount="responsive"
      value={Array.isArray(value) ? value.map(asText) : []}
      options={(field.choices ?? []).map((choice) => ({ value: String(choice.value), label: choice.label }))}
      onChange={(next: string[]) => onChange(next)}
    />
  );
}

export const choiceField: FieldKind = {
  Show,
  Input: ChoiceInput,
  FilterInput: AnyChoiceInput,
  ManyInput: ManyChoicesInput,
  text: (value, field) => choiceOf(field, value)?.label ?? asText(value),
  width: 110,
};
