/** Who is told: people named in the record, their managers, roles, teams, people, followers. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "../../api/types";
import { idOf, RecordPicker } from "../../objects/fields/reference";
import { optionsQuery, type Receiver } from "./calls";

const KINDS = ["field", "manager", "role", "team", "team_manager", "user", "followers"] as const;
const fieldOf = (object: string) => ({ name: object, label: "", type: "reference", object, choices: null }) as unknown as FieldMeta;

function first(kind: Receiver["kind"], path: string): Receiver {
  if (kind === "followers") return { kind };
  return kind === "field" || kind === "manager" ? { kind, path } : { kind, id: 0 };
}

export function ReceiversInput({ object, value, onChange }: { object: string; value: Receiver[]; onChange: (value: Receiver[]) => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(optionsQuery(object));
  const people = data?.people ?? [];
  const path = people.find((each) => each.value === "owner")?.value ?? people[0]?.value ?? "owner";
  const change = (at: number, next: Receiver) => onChange(value.map((each, place) => (place === at ? next : each)));
  return (
    <div className="rule-lines">
      {value.map((each, at) => (
        <div key={at} className="rule-receiver">
          <Select<Receiver["kind"]> aria-label={t("following.who")} value={each.kind} options={KINDS.map((kind) => ({ value: kind, label: t(`following.receiver.${kind}`) }))} onChange={(kind) => change(at, first(kind, path))} />
          {"path" in each ? (
            <Select aria-label={t("following.receiver.field")} showSearch={{ optionFilterProp: "label" }} value={each.path} options={people} onChange={(next: string) => change(at, { kind: each.kind, path: next })} />
          ) : "id" in each ? (
            <RecordPicker key={each.kind} field={fieldOf(each.kind === "team_manager" ? "team" : each.kind)} value={each.id || null} onChange={(next) => change(at, { kind: each.kind, id: Number(idOf(next) ?? 0) })} />
          ) : (
            <span />
          )}
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("following.remove")} onClick={() => onChange(value.filter((_each, place) => place !== at))} />
        </div>
      ))}
      <span>
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...value, first("field", path)])}>
          {t("following.addReceiver")}
        </Button>
      </span>
    </div>
  );
}
