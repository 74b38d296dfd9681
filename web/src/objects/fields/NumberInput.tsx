/** The input of numbers and money; loaded when one is edited. */
import { InputNumber } from "antd";
import { asText, isBlank, type InputProps } from "./kind";

export function NumberInput({ field, value, onChange, id, autoFocus, invalid, prefix }: InputProps & { prefix?: string | undefined }) {
  return (
    <InputNumber<string>
      id={id}
      stringMode
      autoFocus={autoFocus}
      status={invalid ? "error" : ""}
      prefix={prefix}
      className="full"
      precision={field.decimals ?? undefined}
      value={isBlank(value) ? null : asText(value)}
      onChange={(next) => onChange(next === null || next === "" ? null : next)}
    />
  );
}
