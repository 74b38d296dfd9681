/** Whom a rule chases, or whom a rule about people watches. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta } from "../../api/types";
import { idOf, RecordPicker } from "../../objects/fields/reference";
import type { Receiver, ReceiverKind } from "./calls";

const NAMED: readonly ReceiverKind[] = ["user", "role", "team"];
const pick = (object: string) => ({ name: object, label: "", type: "reference", object, choices: null }) as unknown as FieldMeta;

interface Props {
  value: Receiver[];
  own: ObjectMeta | undefined;
  people: boolean;
  onChange: (value: Receiver[]) => void;
}

export function ReceiversInput({ value, own, people, onChange }: Props) {
  const { t } = useTranslation();
  const owned = !!own?.fields.some((field) => field.name === "owner");
  const fields = (own?.fields ?? []).filter((field) => field.object === "user" && field.name !== "owner" && !field.custom);
  const kinds: ReceiverKind[] = people ? ["team", "role", "user"] : [...(owned ? (["owner", "owner_manager"] as const) : []), ...(own?.name === "approval" ? (["responsible"] as const) : []), ...(fields.length ? (["field"] as const) : []), "user", "role", "team"];
  const fresh = (kind: ReceiverKind): Receiver => (NAMED.includes(kind) ? { kind, id: 0 } : kind === "field" ? { kind, field: fields[0]?.name ?? "" } : { kind });
  const change = (at: number, next: Receiver) => onChange(value.map((each, place) => (place === at ? next : each)));
  const what = t(people ? "watchdog.members" : "watchdog.receivers");
  return (
    <div className="watch-lines">
      {value.map((each, at) => (
        <div key={at} className="watch-line">
          <Select<ReceiverKind> aria-label={what} value={each.kind} options={kinds.map((kind) => ({ value: kind, label: t(people && kind === "team" ? "watchdog.receiver.everybody" : `watchdog.receiver.${kind}`) }))} onChange={(kind) => change(at, fresh(kind))} />
          {NAMED.includes(each.kind) ? (
            <RecordPicker key={each.kind} field={pick(each.kind)} value={each.id || null} onChange={(next) => change(at, { kind: each.kind, id: Number(idOf(next) ?? 0) })} />
          ) : each.kind === "field" ? (
            <Select aria-label={t("watchdog.receiver.field")} value={each.field ?? ""} options={fields.map((field) => ({ value: field.name, label: field.label }))} onChange={(field) => change(at, { kind: "field", field })} />
          ) : (
            <span />
          )}
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("watchdog.remove")} onClick={() => onChange(value.filter((_each, place) => place !== at))} />
        </div>
      ))}
      <span>
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...value, fresh(kinds.find((kind) => !value.some((each) => each.kind === kind)) ?? "user")])}>
          {t("watchdog.addReceiver")}
        </Button>
      </span>
    </div>
  );
}
