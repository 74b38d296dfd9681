/** In the form, while one types: records that are there already. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import type { FormNoteProps } from "../../objects/slots";
import { sameValue, toWire } from "../../objects/fields/kinds";
import { useDebounced } from "../../ui/useDebounced";
import { enteredDuplicates } from "./calls";
import { DuplicateList } from "./DuplicateList";
import { comparable } from "./question";
import "./duplicates.css";

export function FormHint({ meta, values, record }: FormNoteProps) {
  const { t } = useTranslation();
  const settled = useDebounced(values, 400);
  const asked = comparable(meta.fields, toWire(meta.fields, settled));
  const touched = !record || meta.fields.some((field) => field.name in asked && !sameValue(field, record[field.name], settled[field.name]));
  const enabled = touched && !meta.is_setup && Object.keys(asked).length > 0;
  const { data } = useQuery({ ...enteredDuplicates(meta, asked, record?.id ?? null), enabled, placeholderData: keepPreviousData });
  if (!enabled || !data || data.length === 0) return null;
  const blocks = data.some((item) => item.outcome === "block");
  return <Alert type={blocks ? "error" : "warning"} showIcon className="duplicate-hint" role="status" title={t(blocks ? "duplicates.blocked" : "duplicates.warning")} description={<DuplicateList items={data} newTab />} />;
}
