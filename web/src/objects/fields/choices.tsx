/** Several of a fixed set of values. */
import { ChoiceTag } from "../../ui/ChoiceTag";
import { choiceOf, ManyChoicesInput } from "./choice";
import { asText, type FieldKind, type ShowProps } from "./kind";

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function Show({ field, value }: ShowProps) {
  return (
    <span className="tags" title={list(value).map((each) => choiceOf(field, each)?.label ?? asText(each)).join(", ")}>
      {list(value).map((each) => (
        <ChoiceTag key={asText(each)} color={choiceOf(field, each)?.color}>
          {choiceOf(field, each)?.label ?? asText(each)}
        </ChoiceTag>
      ))}
    </span>
  );
}

export const choicesField: FieldKind = {
  Show,
  Input: ManyChoicesInput,
  ManyInput: ManyChoicesInput,
  text: (value, field) => list(value).map((each) => choiceOf(field, each)?.label ?? asText(each)).join(", "),
  toWire: list,
  width: 150,
};
