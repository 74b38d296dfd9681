/** Several records of one object. */
import { Link } from "react-router";
import { recordPath, useObject } from "../../api/objects";
import { FilterText, idOf, RecordPicker, refToWire, titleOf } from "./reference";
import type { FieldKind, InputProps, ShowProps } from "./kind";

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown) => list(value).map((each) => titleOf(each) || String(idOf(each))).join(", ");

function Show({ field, value, dense }: ShowProps) {
  const meta = useObject(field.object);
  return (
    <span className={dense ? "ellipsis" : ""} title={text(value)}>
      {list(value).map((each, at) => (
        <span key={String(idOf(each))}>
          {at > 0 && ", "}
          {meta && !meta.is_setup ? <Link to={recordPath(meta, idOf(each) ?? "")}>{titleOf(each)}</Link> : titleOf(each)}
        </span>
      ))}
    </span>
  );
}

function ReferencesInput(props: InputProps) {
  return <RecordPicker {...props} many />;
}

const toWire = (value: unknown) => refToWire(list(value));

export const referencesField: FieldKind = { Show, Input: ReferencesInput, ManyInput: ReferencesInput, FilterText, text, toWire, toFilterValue: toWire, width: 170, wide: true, formOnly: true };
