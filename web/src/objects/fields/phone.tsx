/** A telephone number. */
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";
import { TextInput } from "./text";

/** A Chinese mobile number in its usual groups; others as they are. */
function spaced(number: string): string {
  return number.replace(/^\+86(1\d{2})(\d{4})(\d{4})$/, "+86 $1 $2 $3");
}

function Show({ value }: ShowProps) {
  if (isBlank(value)) return null;
  return (
    <a href={`tel:${asText(value).replaceAll(" ", "")}`} className="number" onClick={(event) => event.stopPropagation()}>
      {spaced(asText(value))}
    </a>
  );
}

function PhoneInput(props: InputProps) {
  return <TextInput {...props} inputMode="tel" />;
}

export const phoneField: FieldKind = { Show, Input: PhoneInput, text: asText, width: 150 };
