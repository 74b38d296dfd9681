/** A record of any of several objects, such as what a task is about. */
import { Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link as RouterLink } from "react-router";
import { recordPath, useObject, useObjects } from "../../api/objects";
import { Ellipsis } from "../../ui/Ellipsis";
import { departments } from "../departments";
import { ObjectIcon } from "../ObjectIcon";
import { asText, isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";
import { idOf, RecordPicker, titleOf } from "./reference";

const USUAL = "account"; // what most things are about

/** The object's name in `{"object": "lead", "id": 5}` or `"lead:5"`. */
export function objectOf(value: unknown): string | null {
  if (typeof value === "object" && value !== null && "object" in value) return asText((value as { object: unknown }).object) || null;
  return typeof value === "string" && value.includes(":") ? (value.split(":")[0] ?? null) : null;
}

function numberOf(value: unknown): number | string | null {
  return typeof value === "string" && value.includes(":") ? Number(value.split(":")[1]) : idOf(value);
}

function Show({ value }: ShowProps) {
  const meta = useObject(objectOf(value));
  if (isBlank(value)) return null;
  const title = titleOf(value) || asText(value);
  if (!meta) return <Ellipsis text={title} />;
  return (
    <RouterLink to={recordPath(meta, numberOf(value) ?? "")} className="ellipsis" data-card={`${meta.name}:${numberOf(value) ?? ""}`} onClick={(event) => event.stopPropagation()}>
      <ObjectIcon meta={meta} /> {title}
    </RouterLink>
  );
}

function LinkInput({ field, value, onChange, id, autoFocus, invalid }: InputProps) {
  const { t } = useTranslation();
  const known = useObjects();
  const inOrder = departments(known).filter(({ department }) => department !== "setup").flatMap((each) => each.objects);
  const allowed = field.objects?.length ? known.filter((meta) => field.objects?.includes(meta.name)) : [...inOrder, ...known.filter((meta) => meta.name === objectOf(value) && !inOrder.includes(meta))];
  const [object, setObject] = useState(objectOf(value) ?? (allowed.find((meta) => meta.name === USUAL) ?? allowed[0])?.name ?? null);
  const held = objectOf(value) === object ? value : null;
  return (
    <Space.Compact block>
      <Select
        className="link-object"
        aria-label={t("field.object")}
        value={object}
        popupMatchSelectWidth={false}
        options={allowed.map((meta) => ({ value: meta.name, label: meta.label }))}
        onChange={(next) => {
          setObject(next);
          onChange(null);
        }}
      />
      <RecordPicker
        key={object}
        field={{ ...field, object }}
        id={id}
        autoFocus={autoFocus}
        invalid={invalid}
        value={isBlank(held) ? null : { id: numberOf(held), title: titleOf(held) }}
        onChange={(next) => onChange(isBlank(next) ? null : { object, ...(next as object) })}
      />
    </Space.Compact>
  );
}

function toWire(value: unknown): unknown {
  if (isBlank(value)) return null;
  return `${objectOf(value) ?? ""}:${String(numberOf(value))}`;
}

export const linkField: FieldKind = { Show, Input: LinkInput, text: (value) => titleOf(value) || asText(value), toWire, toFilterValue: toWire, width: 170, formOnly: true };
