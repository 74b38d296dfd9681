/** Values with a name and a type: what a form asks for, what a program gives, what a workflow is called with. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../../api/objects";
import { newId } from "../document/ids";
import { DECLARED_TYPES, type Declared } from "../document/types";
import { LanguagesInput } from "../values/LanguagesInput";

interface Props {
  value: readonly Declared[] | undefined;
  onChange: (value: Declared[]) => void;
  label: string;
}

export function DeclaredEditor({ value = [], onChange, label }: Props) {
  const { t } = useTranslation();
  const objects = useObjects();
  const set = (at: number, next: Declared) => onChange(value.with(at, next));
  return (
    <div className="declared" role="group" aria-label={label}>
      {value.map((each, at) => (
        <div key={at} className="declared-row">
          <div className="form-line">
            <Input className="declared-name" aria-label={t("automation.form.name")} value={each.name} onChange={(event) => set(at, { ...each, name: event.target.value.toLowerCase().replace(/[^a-z0-9_]/g, "_") })} />
            <Select aria-label={t("automation.form.type")} popupMatchSelectWidth={false} value={each.type ?? "text"} options={DECLARED_TYPES.map((type) => ({ value: type, label: t(`automation.declared.${type}`) }))} onChange={(type) => set(at, { ...each, type })} />
            <span className="grow" />
            <Checkbox checked={each.required === true} onChange={(event) => set(at, { ...each, required: event.target.checked })}>
              {t("automation.form.required")}
            </Checkbox>
            <Button type="text" icon={<DeleteOutlined />} aria-label={t("filter.remove")} onClick={() => onChange(value.toSpliced(at, 1))} />
          </div>
          <LanguagesInput plain label={`${each.name} ${t("automation.form.label")}`} placeholder={t("automation.form.label")} value={each.label} options={[]} onChange={(next) => set(at, { ...each, label: next })} />
          {each.type === "choice" && <Select mode="tags" className="full" aria-label={t("automation.form.options")} placeholder={t("automation.form.options")} value={each.options ?? []} onChange={(options: string[]) => set(at, { ...each, options })} />}
          {each.type === "record" && <Select className="full" aria-label={t("automation.form.object")} placeholder={t("automation.form.object")} value={each.object || null} options={objects.map((meta) => ({ value: meta.name, label: meta.label }))} onChange={(object) => set(at, { ...each, object: object ?? "" })} />}
        </div>
      ))}
      <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => onChange([...value, { name: newId("value", new Set(value.map((each) => each.name))), type: "text" }])}>
        {t("automation.form.addValue")}
      </Button>
    </div>
  );
}
