/** Free words. */
import { Select } from "antd";
import { ChoiceTag } from "../../ui/ChoiceTag";
import { asText, type FieldKind, type InputProps, type ShowProps } from "./kind";

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(asText) : []);

function Show({ value }: ShowProps) {
  return (
    <span className="tags" title={list(value).join(", ")}>
      {list(value).map((each) => (
        <ChoiceTag key={each}>{each}</ChoiceTag>
      ))}
    </span>
  );
}

function TagsInput({ field, value, onChange, id, autoFocus, invalid }: InputProps) {
  return (
    <Select
      id={id}
      mode="tags"
      autoFocus={autoFocus}
      allowClear
      status={invalid ? "error" : ""}
      className="full"
      tokenSeparators={[",", "，", "、"]}
      value={list(value)}
      options={(field.choices ?? []).map((choice) => ({ value: choice.value, label: choice.label }))}
      onChange={(next: string[]) => onChange(next)}
    />
  );
}

export const tagsField: FieldKind = { Show, Input: TagsInput, ManyInput: TagsInput, text: (value) => list(value).join(", "), toWire: list, width: 150 };
