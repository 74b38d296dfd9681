/** The switch for yes and no; loaded when one is edited. */
import { Switch } from "antd";
import type { InputProps } from "./kind";

export function BooleanInput({ value, onChange, id, autoFocus, inPlace }: InputProps) {
  return (
    <Switch
      id={id}
      size="small"
      autoFocus={autoFocus}
      checked={value === true}
      onChange={(next) => {
        onChange(next);
        inPlace?.done(next);
      }}
    />
  );
}
