/** One line of text. */
import { Input } from "antd";
import { Ellipsis } from "../../ui/Ellipsis";
import { asText, type FieldKind, type InputProps, type ShowProps } from "./kind";

function Show({ value }: ShowProps) {
  return <Ellipsis text={asText(value)} />;
}

export function TextInput({ field, value, onChange, id, autoFocus, invalid, type, inputMode }: InputProps & { type?: string; inputMode?: "email" | "tel" | "url" }) {
  return (
    <Input
      id={id}
      type={type}
      inputMode={inputMode}
      autoFocus={autoFocus}
      status={invalid ? "error" : ""}
      value={asText(value)}
      maxLength={field.max_length ?? undefined}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export const textField: FieldKind = { Show, Input: TextInput, text: asText, width: 160 };
