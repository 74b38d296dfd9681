/** The choices of a field: their labels in both languages and their order. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { moved, type ChoiceOption } from "./choices";

export function ChoicesEditor({ options, onChange }: { options: ChoiceOption[]; onChange: (options: ChoiceOption[]) => void }) {
  const { t } = useTranslation();
  const set = (at: number, change: Partial<ChoiceOption>) => onChange(options.map((option, index) => (index === at ? { ...option, ...change } : option)));
  return (
    <div>
      {options.map((option, at) => (
        <div key={at} className="choice-line">
          <Input placeholder={t("settings.fields.labelZh")} aria-label={`${t("settings.fields.labelZh")} ${at + 1}`} value={option.label_zh} onChange={(event) => set(at, { label_zh: event.target.value })} />
          <Input placeholder={t("settings.fields.labelEn")} aria-label={`${t("settings.fields.labelEn")} ${at + 1}`} value={option.label_en} onChange={(event) => set(at, { label_en: event.target.value })} />
          <Input placeholder={t("settings.fields.value")} aria-label={`${t("settings.fields.value")} ${at + 1}`} value={option.value} onChange={(event) => set(at, { value: event.target.value })} />
          <Button icon={<ArrowUpOutlined />} disabled={at === 0} aria-label={t("settings.up")} onClick={() => onChange(moved(options, at, -1))} />
          <Button icon={<ArrowDownOutlined />} disabled={at === options.length - 1} aria-label={t("settings.down")} onClick={() => onChange(moved(options, at, 1))} />
          <Button icon={<DeleteOutlined />} aria-label={`${t("field.remove")} ${at + 1}`} onClick={() => onChange(options.filter((_, index) => index !== at))} />
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...options, { value: "", label_en: "", label_zh: "" }])}>
        {t("settings.fields.addChoice")}
      </Button>
    </div>
  );
}
