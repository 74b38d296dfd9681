/** Structured data, for administrators. What is typed is kept as text until it is valid. */
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ellipsis } from "../../ui/Ellipsis";
import { isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";

const write = (value: unknown, indent?: number) => (isBlank(value) ? "" : JSON.stringify(value, null, indent));

function Show({ value, dense }: ShowProps) {
  if (dense) return <Ellipsis text={write(value)} />;
  return <code className="json">{write(value, 2)}</code>;
}

function JsonInput({ value, onChange, id, autoFocus, invalid }: InputProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(write(value, 2));
  const [wrong, setWrong] = useState(false);
  return (
    <>
      <Input.TextArea
        id={id}
        className="json"
        autoFocus={autoFocus}
        status={invalid || wrong ? "error" : ""}
        autoSize={{ minRows: 3, maxRows: 14 }}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          try {
            onChange(event.target.value.trim() ? (JSON.parse(event.target.value) as unknown) : null);
            setWrong(false);
          } catch {
            setWrong(true);
          }
        }}
      />
      {wrong && <span className="wrong">{t("field.badJson")}</span>}
    </>
  );
}

export const jsonField: FieldKind = { Show, Input: JsonInput, text: (value) => write(value), width: 160, wide: true, multiline: true, formOnly: true };
