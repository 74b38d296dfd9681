/** What is told: new, changed (which fields, from and to which values), deleted, notes, operations. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "../../api/types";
import { optionsQuery, type Happening, type On } from "./calls";

interface Props {
  meta: ObjectMeta;
  value: Happening[];
  onChange: (value: Happening[]) => void;
  /** Without a condition nothing comes to fulfil it. */
  filtered: boolean;
}

const PLAIN: readonly On[] = ["created", "deleted", "note"];
const OF_CONDITION: readonly On[] = ["entered", "left"];

export function HappeningsInput({ meta, value, onChange, filtered }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(optionsQuery(meta.name));
  const changes = value.filter((each) => each.on === "updated");
  const others = value.filter((each) => each.on !== "updated");
  const has = (on: On) => value.some((each) => each.on === on);
  const toggle = (on: On, wanted: boolean) => onChange(wanted ? [...value, { on }] : value.filter((each) => each.on !== on));
  const setChanges = (next: Happening[]) => onChange([...others, ...next]);
  const operations = [...(data?.actions ?? []).map((each) => ({ value: `action:${each.value}`, label: each.label })), ...(data?.events ?? []).map((each) => ({ value: `event:${each.value}`, label: each.label }))];
  const chosen = value.filter((each) => each.on === "action" || each.on === "event").map((each) => `${each.on}:${each.name ?? ""}`);
  const setOperations = (names: string[]) =>
    onChange([
      ...value.filter((each) => each.on !== "action" && each.on !== "event"),
      ...names.map((name): Happening => ({ on: name.startsWith("action:") ? "action" : "event", name: name.slice(name.indexOf(":") + 1) })),
    ]);
  return (
    <div className="rule-lines">
      <div className="rule-checks">
        {[...PLAIN, ...(filtered || OF_CONDITION.some(has) ? OF_CONDITION : [])].map((on) => (
          <Checkbox key={on} checked={has(on)} onChange={(event) => toggle(on, event.target.checked)}>
            {t(`following.on.${on as "created"}`)}
          </Checkbox>
        ))}
        <Checkbox checked={changes.length > 0} onChange={(event) => toggle("updated", event.target.checked)}>
          {t("following.on.updated")}
        </Checkbox>
      </div>
      {changes.map((each, at) => (
        <ChangeLine key={at} meta={meta} value={each} onChange={(next) => setChanges(changes.map((one, place) => (place === at ? next : one)))} onRemove={changes.length > 1 ? () => setChanges(changes.filter((_one, place) => place !== at)) : undefined} />
      ))}
      {changes.length > 0 && (
        <span>
          <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => setChanges([...changes, { on: "updated" }])}>
            {t("following.addChange")}
          </Button>
        </span>
      )}
      {operations.length > 0 && <Select mode="multiple" allowClear aria-label={t("following.operations")} placeholder={t("following.operations")} showSearch={{ optionFilterProp: "label" }} value={chosen} options={operations} onChange={setOperations} />}
    </div>
  );
}

function ChangeLine({ meta, value, onChange, onRemove }: { meta: ObjectMeta; value: Happening; onChange: (value: Happening) => void; onRemove: (() => void) | undefined }) {
  const { t } = useTranslation();
  const names = value.fields ?? [];
  const only = names.length === 1 ? meta.fields.find((field) => field.name === names[0]) : undefined;
  const choices = only?.choices?.length ? only.choices.map((choice) => ({ value: String(choice.value), label: choice.label })) : null;
  return (
    <div className={choices ? "rule-change has-values" : "rule-change"}>
      <Select mode="multiple" allowClear aria-label={t("following.on.updated")} placeholder={t("following.anyField")} showSearch={{ optionFilterProp: "label" }} value={names} options={meta.fields.filter((field) => field.name !== "id").map((field) => ({ value: field.name, label: field.label }))} onChange={(fields: string[]) => onChange({ on: "updated", fields })} />
      {choices &&
        (["before", "after"] as const).map((side) => (
          <Select key={side} mode="multiple" allowClear prefix={<span className="muted">{t(`following.${side}`)}</span>} aria-label={t(`following.${side}`)} placeholder={t("following.anyValue")} showSearch={{ optionFilterProp: "label" }} value={value[side] ?? []} options={choices} onChange={(values: string[]) => onChange({ ...value, [side]: values })} />
        ))}
      {onRemove && <Button type="text" icon={<DeleteOutlined />} aria-label={t("field.remove")} onClick={onRemove} />}
    </div>
  );
}
