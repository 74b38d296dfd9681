/** Picks a value of the record, the item, the trigger or an earlier step; found by typing, in Chinese also by the first letters of its pinyin. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { fit } from "../document/pinyin";
import type { ValueOption } from "../document/scope";

interface Props {
  options: readonly ValueOption[];
  value?: string | null;
  onPick: (path: string | null) => void;
  placeholder?: string;
  className?: string;
  allowClear?: boolean;
  label?: string;
}

export function ValueSelect({ options, value = null, onPick, placeholder, className = "full", allowClear = false, label }: Props) {
  const { t } = useTranslation();
  const groups = [...new Set(options.map((option) => option.group))];
  return (
    <Select
      className={className}
      size={className === "full" ? "middle" : "small"}
      allowClear={allowClear}
      showSearch={{ filterOption: (typed, option) => fit(String(option?.label ?? ""), typed) !== null || (option !== undefined && "value" in option && String(option.value).includes(typed.toLowerCase())) }}
      aria-label={label ?? t("automation.values.insert")}
      placeholder={placeholder ?? t("automation.values.insert")}
      popupMatchSelectWidth={300}
      value={value}
      options={groups.map((group) => ({ label: group, title: group, options: options.filter((option) => option.group === group).map((option) => ({ value: option.path, label: option.label, title: option.path })) }))}
      onChange={(next?: string | null) => onPick(next ?? null)}
    />
  );
}
