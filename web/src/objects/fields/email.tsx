/** An e-mail address. */
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";
import { TextInput } from "./text";

function Show({ value }: ShowProps) {
  if (isBlank(value)) return null;
  return (
    <a href={`mailto:${asText(value)}`} className="ellipsis" title={asText(value)} onClick={(event) => event.stopPropagation()}>
      {asText(value)}
    </a>
  );
}

function EmailInput(props: InputProps) {
  return <TextInput {...props} inputMode="email" />;
}

export const emailField: FieldKind = { Show, Input: EmailInput, text: asText, width: 170 };
