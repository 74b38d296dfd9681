/** The choices of a field: their labels in both languages, colours and order, and which are no longer offered. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { ChoiceTag } from "../../ui/ChoiceTag";
import { COLORS, moved, type ChoiceOption } from "./choices";

interface Props {
  options: ChoiceOption[];
  /** Also asks which choices end the way of a record, won or lost. */
  stages?: boolean;
  onChange: (options: ChoiceOption[]) => void;
}

export function ChoicesEditor({ options, stages = false, onChange }: Props) {
  const { t } = useTranslation();
  const set = (at: number, change: Partial<ChoiceOption>) => onChange(options.map((option, index) => (index === at ? { ...option, ...change } : option)));
  const kinds = (["", "won", "lost"] as const).map((value) => ({ value, label: t(`settings.fields.kind.${value || "open"}`) }));
  const colors = [{ value: "", label: <ChoiceTag>{t("settings.fields.noColor")}</ChoiceTag> }, ...COLORS.map((value) => ({ value, label: <ChoiceTag color={value}>{value}</ChoiceTag> }))];
  return (
    <div>
      {options.map((option, at) => (
        <div key={at} className={`choice-line${option.inactive ? " is-inactive" : ""}`}>
          <Input placeholder={t("settings.fields.labelZh")} aria-label={`${t("settings.fields.labelZh")} ${at + 1}`} value={option.label_zh} onChange={(event) => set(at, { label_zh: event.target.value })} />
          <Input placeholder={t("settings.fields.labelEn")} aria-label={`${t("settings.fields.labelEn")} ${at + 1}`} value={option.label_en} onChange={(event) => set(at, { label_en: event.target.value })} />
          <Input placeholder={t("settings.fields.value")} aria-label={`${t("settings.fields.value")} ${at + 1}`} value={option.value} onChange={(event) => set(at, { value: event.target.value })} />
          <Button icon={<ArrowUpOutlined />} disabled={at === 0} aria-label={t("settings.up")} onClick={() => onChange(moved(options, at, -1))} />
          <Button icon={<ArrowDownOutlined />} disabled={at === options.length - 1} aria-label={t("settings.down")} onClick={() => onChange(moved(options, at, 1))} />
          <Button icon={<DeleteOutlined />} aria-label={`${t("field.remove")} ${at + 1}`} onClick={() => onChange(options.filter((_, index) => index !== at))} />
          <div className="choice-more">
            <Select size="small" aria-label={`${t("settings.fields.color")} ${at + 1}`} popupMatchSelectWidth={false} value={option.color ?? ""} options={colors} onChange={(color: string) => set(at, { color })} />
            {stages && <Select size="small" aria-label={`${t("settings.fields.means")} ${at + 1}`} popupMatchSelectWidth={false} value={option.kind ?? ""} options={kinds} onChange={(kind: "" | "won" | "lost") => set(at, { kind })} />}
            <Checkbox checked={option.inactive === true} onChange={(event) => set(at, { inactive: event.target.checked })}>
              {t("settings.fields.inactive")}
            </Checkbox>
          </div>
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...options, { value: "", label_en: "", label_zh: "" }])}>
        {t("settings.fields.addChoice")}
      </Button>
    </div>
  );
}
