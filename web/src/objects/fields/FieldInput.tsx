/** The input of a field. */
import type { InputProps } from "./kind";
import { kindOf } from "./kinds";

export function FieldInput(props: InputProps) {
  const { Input } = kindOf(props.field);
  return <Input {...props} />;
}
