/** A person of the company. In filters, "me" stands for whoever looks. */
import { useTranslation } from "react-i18next";
import { Ellipsis } from "../../ui/Ellipsis";
import { PersonAvatar } from "../../ui/PersonAvatar";
import type { FieldMeta } from "../../api/types";
import { isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";
import { FilterText, idOf, RecordPicker, refText, refToWire, titleOf } from "./reference";

function Show({ value }: ShowProps) {
  if (isBlank(value)) return null;
  const name = titleOf(value);
  return (
    <span className="person" data-card={`user:${idOf(value) ?? ""}`}>
      <PersonAvatar name={name} size={20} />
      <Ellipsis text={name} />
    </span>
  );
}

function UserInput(props: InputProps) {
  return <RecordPicker {...props} field={{ ...props.field, object: props.field.object ?? "user" }} />;
}

function FilterInput(props: InputProps) {
  const { t } = useTranslation();
  return <RecordPicker {...props} field={{ ...props.field, object: props.field.object ?? "user" }} fixed={[{ value: "$me", label: t("field.me") }]} />;
}

function ManyInput(props: InputProps) {
  const { t } = useTranslation();
  return <RecordPicker {...props} many field={{ ...props.field, object: props.field.object ?? "user" }} fixed={[{ value: "$me", label: t("field.me") }]} />;
}

function UserFilterText({ field, value }: { field: FieldMeta; value: unknown }) {
  const { t } = useTranslation();
  return <FilterText field={{ ...field, object: field.object ?? "user" }} value={value} fixed={[{ value: "$me", label: t("field.me") }]} />;
}

export const userField: FieldKind = { Show, Input: UserInput, FilterText: UserFilterText, FilterInput, ManyInput, text: refText, toWire: refToWire, toFilterValue: refToWire, width: 116, reaches: true };
