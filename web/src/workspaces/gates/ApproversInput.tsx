/** Who approves: people, holders of a role, the manager of a team, or the manager of the record's owner. */
import { useTranslation } from "react-i18next";
import { PeopleInput, type PeopleKind } from "../../objects/form/PeopleInput";
import type { Approver, ApproverKind } from "./calls";

interface Props {
  value: Approver[];
  owned: boolean;
  onChange: (value: Approver[]) => void;
}

export function ApproversInput({ value, owned, onChange }: Props) {
  const { t } = useTranslation();
  const chosen = (["user", "role", "team"] as const).map((kind): PeopleKind<ApproverKind> => ({ value: kind, label: t(`gates.approver.${kind}`), object: kind }));
  const kinds = owned ? [{ value: "owner_manager" as const, label: t("gates.approver.owner_manager") }, ...chosen] : chosen;
  return <PeopleInput label={t("gates.approvers")} add={t("gates.addApprover")} kinds={kinds} value={value} onChange={onChange} />;
}
