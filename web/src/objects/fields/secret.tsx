/** A password that is given: shown only while one asks to see it, and never again. */
import { Input } from "antd";
import { asText, type FieldKind, type InputProps } from "./kind";

function Show() {
  return <>••••</>;
}

function SecretInput({ field, value, onChange, id, autoFocus, invalid }: InputProps) {
  return (
    <Input.Password
      id={id}
      autoFocus={autoFocus}
      autoComplete="new-password"
      status={invalid ? "error" : ""}
      value={asText(value)}
      maxLength={field.max_length ?? undefined}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export const secretField: FieldKind = { Show, Input: SecretInput, text: () => "••••", width: 160 };
