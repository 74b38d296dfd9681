/** The filter builder as the input of a field, over the object that the form's field `object` names. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { Filter, ObjectMeta } from "../../api/types";
import { toFilter, toTree } from "../../lib/filters";
import type { InputProps } from "../fields/kind";
import { FilterBuilder } from "./FilterBuilder";

export function FilterInput({ value, onChange, record, id }: InputProps) {
  const { t } = useTranslation();
  const meta = useObjects().find((each) => each.name === record?.["object"]);
  if (!meta) return <span className="muted">{t("filter.objectFirst")}</span>;
  return (
    <div id={id}>
      <Builder key={meta.name} meta={meta} value={value} onChange={onChange} />
    </div>
  );
}

function Builder({ meta, value, onChange }: { meta: ObjectMeta; value: unknown; onChange: (value: unknown) => void }) {
  const [tree, setTree] = useState(() => toTree((value ?? null) as Filter | null));
  return (
    <FilterBuilder
      meta={meta}
      tree={tree}
      onChange={(next) => {
        setTree(next);
        onChange(toFilter(next, true) ?? {});
      }}
    />
  );
}
