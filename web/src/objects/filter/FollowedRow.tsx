/** A condition on who follows the record. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta } from "../../api/types";
import type { FollowedNode, Node } from "../../lib/filters";
import { RemoveButton } from "./RemoveButton";
import { SubjectSelect } from "./SubjectSelect";
import { ValueEditor } from "./ValueEditor";

interface Props {
  meta: ObjectMeta;
  node: FollowedNode;
  nests: boolean;
  onChange: (next: Node | null) => void;
}

/** A person, asked for as any field of people asks. */
const PERSON: FieldMeta = {
  name: "followed_by",
  label: "",
  type: "user",
  object: "user",
  required: false,
  read_only: false,
  custom: false,
  right: "write",
  choices: null,
  operators: ["is"],
  sortable: false,
  inline: false,
};

export function FollowedRow({ meta, node, nests, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className="filter-condition">
      <SubjectSelect meta={meta} node={node} nests={nests} onChange={onChange} />
      <Select
        className="filter-operator"
        aria-label={t("filter.operator")}
        popupMatchSelectWidth={false}
        value={node.none}
        options={[
          { value: false, label: t("filter.includes") },
          { value: true, label: t("filter.excludes") },
        ]}
        onChange={(none) => onChange({ ...node, none })}
      />
      <div className="filter-value">
        <ValueEditor field={{ ...PERSON, label: t("filter.followers") }} operator="is" value={node.person} onChange={(value) => onChange({ ...node, person: value === "$me" ? value : Number(value) || null })} />
      </div>
      <RemoveButton onClick={() => onChange(null)} />
    </div>
  );
}
