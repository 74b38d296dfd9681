/** The fields of an object that is being made, a line each. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { fieldOf, useObject, useObjects } from "../../../api/objects";
import { ChoicesEditor } from "../ChoicesEditor";
import { moved, type ChoiceOption } from "../choices";

export interface NewField {
  key: number;
  label_en: string;
  label_zh: string;
  type: string;
  target: string;
  formula: string;
  is_required: boolean;
  options: ChoiceOption[];
}

interface Props {
  fields: NewField[];
  problems: Record<string, string[]>;
  onChange: (fields: NewField[]) => void;
}

export function FieldLines({ fields, problems, onChange }: Props) {
  const { t } = useTranslation();
  const types = fieldOf(useObject("field") ?? { fields: [] as never[] } as never, "type")?.choices ?? [];
  const targets = useObjects().filter((each) => !each.is_setup && each.listed !== false);
  const set = (at: number, change: Partial<NewField>) => onChange(fields.map((field, index) => (index === at ? { ...field, ...change } : field)));
  const add = () => onChange([...fields, { key: Math.max(0, ...fields.map((field) => field.key)) + 1, label_en: "", label_zh: "", type: "text", target: "", formula: "", is_required: false, options: [] }]);
  return (
    <div>
      {fields.map((field, at) => {
        const wrong = Object.entries(problems).filter(([name]) => name.startsWith(`fields.${at}.`)).flatMap(([, texts]) => texts);
        const named = (label: string) => `${t("settings.objects.field", { number: at + 1 })}: ${label}`;
        return (
          <div key={field.key} className="own-field">
            <div className="own-field-line">
              <Input autoFocus={at > 0 && !field.label_zh && !field.label_en} placeholder={t("settings.fields.labelZh")} aria-label={named(t("settings.fields.labelZh"))} status={wrong.length > 0 ? "error" : ""} value={field.label_zh} onChange={(event) => set(at, { label_zh: event.target.value })} />
              <Input placeholder={t("settings.fields.labelEn")} aria-label={named(t("settings.fields.labelEn"))} value={field.label_en} onChange={(event) => set(at, { label_en: event.target.value })} />
              <Select aria-label={named(t("settings.fields.type"))} value={field.type} options={types.map(({ value, label }) => ({ value, label }))} onChange={(type: string) => set(at, { type })} />
              <Checkbox disabled={field.type === "computed"} checked={field.is_required && field.type !== "computed"} onChange={(event) => set(at, { is_required: event.target.checked })}>
                {t("settings.objects.required")}
              </Checkbox>
              <Button icon={<ArrowUpOutlined />} disabled={at === 0} aria-label={named(t("settings.up"))} onClick={() => onChange(moved(fields, at, -1))} />
              <Button icon={<ArrowDownOutlined />} disabled={at === fields.length - 1} aria-label={named(t("settings.down"))} onClick={() => onChange(moved(fields, at, 1))} />
              <Button icon={<DeleteOutlined />} aria-label={named(t("field.remove"))} onClick={() => onChange(fields.filter((_, index) => index !== at))} />
            </div>
            {(field.type === "choice" || field.type === "choices") && (
              <div className="own-field-more">
                <ChoicesEditor options={field.options} stages={field.type === "choice"} onChange={(options) => set(at, { options })} />
              </div>
            )}
            {field.type === "reference" && (
              <div className="own-field-more">
                <Select className="filter-object" aria-label={named(t("settings.fields.target"))} placeholder={t("settings.fields.target")} value={field.target || null} options={targets.map((each) => ({ value: each.name, label: each.label }))} onChange={(target: string) => set(at, { target })} />
              </div>
            )}
            {field.type === "computed" && (
              <div className="own-field-more">
                <Input aria-label={named(t("settings.fields.formula"))} placeholder={t("settings.fields.formulaHint")} value={field.formula} onChange={(event) => set(at, { formula: event.target.value })} />
              </div>
            )}
            {wrong.length > 0 && (
              <div role="alert" className="ant-form-item-explain-error own-field-more">
                {wrong.join(" ")}
              </div>
            )}
          </div>
        );
      })}
      <Button icon={<PlusOutlined />} onClick={add}>
        {t("settings.objects.addField")}
      </Button>
    </div>
  );
}
