/** A web address. Only http and https become links. */
import { Ellipsis } from "../../ui/Ellipsis";
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";
import { TextInput } from "./text";

function Show({ value }: ShowProps) {
  if (isBlank(value)) return null;
  const text = asText(value);
  const target = /^https?:\/\//i.test(text) ? text : /^[\w.-]+\.[a-z]{2,}/i.test(text) ? `https://${text}` : null;
  if (!target) return <Ellipsis text={text} />;
  return (
    <a href={target} target="_blank" rel="noreferrer noopener" className="ellipsis" title={text} onClick={(event) => event.stopPropagation()}>
      {text.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "")}
    </a>
  );
}

function UrlInput(props: InputProps) {
  return <TextInput {...props} inputMode="url" />;
}

export const urlField: FieldKind = { Show, Input: UrlInput, text: asText, width: 150 };
