/** Who is told: people named in the record, their managers, roles, teams, people, followers. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PeopleInput, type PeopleKind } from "../../objects/form/PeopleInput";
import { optionsQuery, type Receiver, type ReceiverKind } from "./calls";

interface Props {
  object: string;
  value: Receiver[];
  onChange: (value: Receiver[]) => void;
}

export function ReceiversInput({ object, value, onChange }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(optionsQuery(object));
  const people = data?.people ?? [];
  const first = people.find((each) => each.value === "owner")?.value ?? people[0]?.value ?? "owner";
  const label = (kind: ReceiverKind) => t(`following.receiver.${kind}`);
  const named = (kind: ReceiverKind): PeopleKind<ReceiverKind> => ({ value: kind, label: label(kind), fields: { keptAs: "path", label: label("field"), options: people, first } });
  const chosen = (kind: ReceiverKind, of: string): PeopleKind<ReceiverKind> => ({ value: kind, label: label(kind), object: of });
  const kinds = [named("field"), named("manager"), chosen("role", "role"), chosen("team", "team"), chosen("team_manager", "team"), chosen("user", "user"), { value: "followers" as const, label: label("followers") }];
  return <PeopleInput label={t("following.who")} add={t("following.addReceiver")} kinds={kinds} value={value} onChange={onChange} />;
}
