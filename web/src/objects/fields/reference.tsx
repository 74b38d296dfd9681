/** A record of another object. Where the field brings its choices (stages), they are shown as such; otherwise records are searched. */
import { PlusOutlined } from "@ant-design/icons";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Button, Divider, Select, Spin } from "antd";
import { use, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObject } from "../../api/objects";
import { recordQuery, someRecords } from "../../api/records";
import type { FieldMeta, ObjectMeta } from "../../api/types";
import { Ellipsis } from "../../ui/Ellipsis";
import { useDebounced } from "../../ui/useDebounced";
import { FormContext } from "../form/FormContext";
import { ChoiceInput, choiceField, choiceOf, ManyChoicesInput } from "./choice";
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";

/** The number behind a reference, however it is written. "$me" stays. */
export function idOf(value: unknown): number | string | null {
  if (typeof value === "object" && value !== null && "id" in value) return idOf((value as { id: unknown }).id);
  if (value === "$me") return value;
  if (isBlank(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : asText(value);
}

/** A field that holds a record of this object, for a picker that stands for no field of a record. */
export const referenceTo = (object: string, label = "", name = object): FieldMeta => ({ name, label, type: "reference", object, choices: null }) as unknown as FieldMeta;

export function titleOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  if ("title" in value) return asText((value as { title: unknown }).title);
  return "name" in value ? asText((value as { name: unknown }).name) : "";
}

function Show({ field, value }: ShowProps) {
  const meta = useObject(field.object);
  if (isBlank(value)) return null;
  if (field.choices) return <choiceField.Show field={field} value={idOf(value)} />;
  const title = titleOf(value) || `#${String(idOf(value))}`;
  if (!meta || meta.is_setup) return <Ellipsis text={title} />;
  return (
    <Link to={recordPath(meta, idOf(value) ?? "")} className="ellipsis" data-card={`${meta.name}:${idOf(value) ?? ""}`} onClick={(event) => event.stopPropagation()}>
      {title}
    </Link>
  );
}

interface PickerProps extends InputProps {
  many?: boolean;
  /** Choices that stand above the records, such as "me". */
  fixed?: { value: string; label: string }[];
}

type Option = { value: string; label: string };

/** The titles of ids that came without one (from a filter in the address). */
function useTitles(meta: ObjectMeta | undefined, values: unknown[]): Map<string, string> {
  const bare = values.filter((value) => !titleOf(value) && typeof idOf(value) === "number").map((value) => Number(idOf(value)));
  const answers = useQueries({ queries: meta ? bare.map((id) => ({ ...recordQuery(meta, id), staleTime: 300_000 })) : [] });
  const titles = new Map<string, string>();
  bare.forEach((id, at) => {
    const title = answers[at]?.data?.title;
    if (title) titles.set(String(id), title);
  });
  return titles;
}

export function RecordPicker({ field, value, onChange, id, autoFocus, invalid, inPlace, many, fixed = [] }: PickerProps) {
  const { t } = useTranslation();
  const meta = useObject(field.object);
  const { openForm } = use(FormContext);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(!!inPlace);
  const asked = useDebounced(text.trim());
  const { data, isFetching } = useQuery({
    ...someRecords(meta ?? { name: "", plural: "" }, { search: asked || null, limit: 20 }),
    enabled: !!meta && open,
  });
  const values = many ? (Array.isArray(value) ? value : []) : isBlank(value) ? [] : [value];
  const titles = useTitles(meta, values);
  const chosen = values.map((each): Option => {
    const key = String(idOf(each));
    return { value: key, label: fixed.find((one) => one.value === key)?.label ?? (titleOf(each) || titles.get(key) || `#${key}`) };
  });
  const found = (data?.items ?? []).map((row): Option => ({ value: String(row.id), label: row.title }));
  const options = [...fixed.filter((one) => one.label.toLowerCase().includes(text.toLowerCase())), ...found];
  const back = (option: Option) => (option.value === "$me" ? "$me" : { id: Number(option.value), title: String(option.label) });
  const give = (next: unknown) => {
    onChange(next);
    if (!many) inPlace?.done(next);
  };
  const mayCreate = meta?.rights.create && !meta.is_setup && !inPlace;

  return (
    <Select<Option | Option[]>
      id={id}
      {...(!id && field.label ? { "aria-label": field.label } : {})}
      labelInValue
      autoFocus={autoFocus}
      {...(many ? { mode: "multiple" as const, maxTagCount: "responsive" as const } : {})}
      allowClear
      showSearch={{ filterOption: false, onSearch: setText }}
      open={open}
      onOpenChange={setOpen}
      status={invalid ? "error" : ""}
      className="full"
      popupMatchSelectWidth={260}
      placeholder={t("field.search")}
      value={many ? chosen : (chosen[0] ?? null)}
      options={options}
      notFoundContent={isFetching ? <Spin size="small" /> : t("field.nothing")}
      onChange={(next) => {
        if (Array.isArray(next)) give(next.map(back));
        else give(isBlank(next) ? null : back(next));
        setText("");
      }}
      popupRender={(menu) => (
        <>
          {menu}
          {mayCreate && (
            <>
              <Divider className="thin" />
              <Button
                type="link"
                size="small"
                icon={<PlusOutlined />}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => {
                  setOpen(false);
                  openForm({
                    object: meta.name,
                    values: text.trim() ? { [meta.title_field]: text.trim() } : {},
                    onSaved: (row) => give(many ? [...values, { id: row.id, title: row.title }] : { id: row.id, title: row.title }),
                  });
                }}
              >
                {text.trim() ? t("field.createNew", { object: meta.label, text: text.trim() }) : t("form.new", { object: meta.label })}
              </Button>
            </>
          )}
        </>
      )}
    />
  );
}

function ReferenceInput(props: InputProps) {
  if (!props.field.choices) return <RecordPicker {...props} />;
  const back = (next: unknown) => (isBlank(next) ? null : { id: Number(next), title: choiceOf(props.field, next)?.label ?? "" });
  const inPlace = props.inPlace;
  return (
    <ChoiceInput
      {...props}
      value={idOf(props.value)}
      onChange={(next) => props.onChange(back(next))}
      inPlace={inPlace && { done: (next) => inPlace.done(back(next)) }}
    />
  );
}

function ManyInput(props: InputProps) {
  if (props.field.choices) return <ManyChoicesInput {...props} value={Array.isArray(props.value) ? props.value.map(idOf) : []} onChange={(next) => props.onChange((next as string[]).map(Number))} />;
  return <RecordPicker {...props} many />;
}

/** Titles in place of the bare ids that a filter holds. */
export function FilterText({ field, value, fixed = [] }: { field: FieldMeta; value: unknown; fixed?: Option[] }) {
  const meta = useObject(field.object);
  const values = Array.isArray(value) ? value : [value];
  const titles = useTitles(field.choices ? undefined : meta, values);
  const words = values.map((each) => {
    const key = String(idOf(each));
    return fixed.find((one) => one.value === key)?.label ?? titles.get(key) ?? (refText(each, field) || `#${key}`);
  });
  return <>{words.join(", ")}</>;
}

export function refText(value: unknown, field: FieldMeta): string {
  if (isBlank(value)) return "";
  return (field.choices && choiceOf(field, idOf(value))?.label) || titleOf(value) || String(idOf(value));
}

/** Ids for the API, also inside lists. */
export function refToWire(value: unknown): unknown {
  return Array.isArray(value) ? value.map(idOf) : idOf(value);
}

export const referenceField: FieldKind = { Show, Input: ReferenceInput, ManyInput, FilterText, fromChoice: (choice) => ({ id: Number(choice.value), title: choice.label }), text: refText, toWire: refToWire, toFilterValue: refToWire, width: 150, reaches: true };
