/** Whom a rule chases, or whom a rule about people watches. */
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "../../api/types";
import { PeopleInput, type PeopleKind } from "../../objects/form/PeopleInput";
import type { Receiver, ReceiverKind } from "./calls";

interface Props {
  value: Receiver[];
  own: ObjectMeta | undefined;
  people: boolean;
  onChange: (value: Receiver[]) => void;
}

const chosen = (kind: "user" | "role" | "team", label: string): PeopleKind<ReceiverKind> => ({ value: kind, label, object: kind });

export function ReceiversInput({ value, own, people, onChange }: Props) {
  const { t } = useTranslation();
  const label = (kind: ReceiverKind) => t(`watchdog.receiver.${kind}`);
  const fields = (own?.fields ?? []).filter((field) => field.object === "user" && !field.custom).map((field) => ({ value: field.name, label: field.label }));
  const others = fields.filter((field) => field.value !== "owner");
  const plain: ReceiverKind[] = [...(fields.length > others.length ? (["owner", "owner_manager"] as const) : []), ...(own?.name === "approval" ? (["responsible"] as const) : [])];
  const named: PeopleKind<ReceiverKind>[] = others.length > 0 ? [{ value: "field", label: label("field"), fields: { keptAs: "field", label: label("field"), options: others, first: others[0]?.value ?? "" } }] : [];
  const kinds = people
    ? [chosen("team", t("watchdog.receiver.everybody")), chosen("role", label("role")), chosen("user", label("user"))]
    : [...plain.map((kind) => ({ value: kind, label: label(kind) })), ...named, chosen("user", label("user")), chosen("role", label("role")), chosen("team", label("team"))];
  return <PeopleInput label={t(people ? "watchdog.members" : "watchdog.receivers")} add={t("watchdog.addReceiver")} kinds={kinds} value={value} onChange={onChange} />;
}
