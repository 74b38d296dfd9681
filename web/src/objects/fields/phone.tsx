/** A telephone number. */
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";
import { TextInput } from "./text";

function Show({ value }: ShowProps) {
  if (isBlank(value)) return null;
  return (
    <a href={`tel:${asText(value).replaceAll(" ", "")}`} className="number" onClick={(event) => event.stopPropagation()}>
      {asText(value)}
    </a>
  );
}

function PhoneInput(props: InputProps) {
  return <TextInput {...props} inputMode="tel" />;
}

export const phoneField: FieldKind = { Show, Input: PhoneInput, text: asText, width: 150 };
