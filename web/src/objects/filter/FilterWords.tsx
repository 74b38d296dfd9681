/** The value of a field that is a filter, in words. */
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { Filter } from "../../api/types";
import { chipsOf } from "../../lib/filters";
import { asText, type ShowProps } from "../fields/kind";
import { FilterText } from "./FilterText";

export function FilterWords({ value, record }: ShowProps) {
  const { t } = useTranslation();
  const meta = useObjects().find((each) => each.name === record?.["object"]);
  if (chipsOf(value as Filter | null).length === 0) return <span className="muted">{t("filter.always")}</span>;
  return meta ? <FilterText meta={meta} filter={value as Filter} /> : <code>{asText(value)}</code>;
}
