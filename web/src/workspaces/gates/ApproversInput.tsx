/** Who approves: people, holders of a role, the manager of a team, or the manager of the record's owner. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "../../api/types";
import { idOf, RecordPicker } from "../../objects/fields/reference";
import type { Approver } from "./calls";

const KINDS = ["owner_manager", "user", "role", "team"] as const;
const fieldOf = (object: string) => ({ name: object, label: "", type: "reference", object, choices: null }) as unknown as FieldMeta;

export function ApproversInput({ value, owned, onChange }: { value: Approver[]; owned: boolean; onChange: (value: Approver[]) => void }) {
  const { t } = useTranslation();
  const kinds = KINDS.filter((kind) => owned || kind !== "owner_manager");
  const first: Approver = owned ? { kind: "owner_manager" } : { kind: "user", id: 0 };
  const change = (at: number, next: Approver) => onChange(value.map((each, place) => (place === at ? next : each)));
  return (
    <div className="gate-lines">
      {value.map((each, at) => (
        <div key={at} className="gate-line">
          <Select<Approver["kind"]> aria-label={t("gates.approvers")} value={each.kind} options={kinds.map((kind) => ({ value: kind, label: t(`gates.approver.${kind}`) }))} onChange={(kind) => change(at, kind === "owner_manager" ? { kind } : { kind, id: 0 })} />
          {each.kind === "owner_manager" ? <span /> : <RecordPicker key={each.kind} field={fieldOf(each.kind)} value={each.id || null} onChange={(next) => change(at, { kind: each.kind, id: Number(idOf(next) ?? 0) })} />}
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("gates.remove")} onClick={() => onChange(value.filter((_each, place) => place !== at))} />
        </div>
      ))}
      <span>
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...value, first])}>
          {t("gates.addApprover")}
        </Button>
      </span>
    </div>
  );
}
