/** Text of several lines. */
import { Input } from "antd";
import { Ellipsis } from "../../ui/Ellipsis";
import { asText, type FieldKind, type InputProps, type ShowProps } from "./kind";

function Show({ value, dense }: ShowProps) {
  if (dense) return <Ellipsis text={asText(value).replaceAll("\n", " ")} />;
  return <span className="pre-line">{asText(value)}</span>;
}

function LongTextInput({ field, value, onChange, id, autoFocus, invalid }: InputProps) {
  return (
    <Input.TextArea
      id={id}
      autoFocus={autoFocus}
      status={invalid ? "error" : ""}
      autoSize={{ minRows: 2, maxRows: 10 }}
      value={asText(value)}
      maxLength={field.max_length ?? undefined}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export const longTextField: FieldKind = { Show, Input: LongTextInput, text: asText, width: 220, wide: true, multiline: true };
