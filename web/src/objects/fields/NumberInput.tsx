/** The input of numbers and money; loaded when one is edited. */
import { InputNumber } from "antd";
import { asText, isBlank, type InputProps } from "./kind";

export function NumberInput({ field, value, onChange, id, autoFocus, invalid, prefix }: InputProps & { prefix?: string | undefined }) {
  const isFixed = field.type === "money" || field.decimals === 0; // other numbers are shown without zeros at their end
  return (
    <InputNumber<string>
      id={id}
      stringMode
      autoFocus={autoFocus}
      status={invalid ? "error" : ""}
      prefix={prefix}
      className="full"
      precision={isFixed ? (field.decimals ?? undefined) : undefined}
      value={isBlank(value) ? null : isFixed ? asText(value) : asText(value).replace(/(?:\.0+|(\.\d*?[1-9])0+)$/, "$1")}
      onChange={(next) => onChange(next === null || next === "" ? null : next)}
    />
  );
}
