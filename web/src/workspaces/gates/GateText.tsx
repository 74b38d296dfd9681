/** A text of a gate, into which values of the record can be put. */
import { Form, Input, Select } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "../../api/types";

interface Props {
  id: string;
  label: string;
  own: ObjectMeta | undefined;
  formulas: { name: string }[];
  value: string;
  onChange: (text: string) => void;
}

export function GateText({ id, label, own, formulas, value, onChange }: Props) {
  const { t } = useTranslation();
  const area = useRef<TextAreaRef>(null);
  const options = [
    ...formulas.filter((each) => each.name).map((each) => ({ value: `{{ ${each.name} | money }}`, label: each.name })),
    ...(own?.fields ?? []).map((field) => ({ value: `{{ record.${field.name}${field.type === "money" ? " | money" : ""} }}`, label: field.label })),
  ];
  const insert = (text: string) => {
    const at = area.current?.resizableTextArea?.textArea.selectionEnd ?? value.length;
    onChange(value.slice(0, at) + text + value.slice(at));
    area.current?.focus();
  };
  return (
    <Form.Item
      label={
        <span className="gate-label">
          <label htmlFor={id}>{label}</label>
          <Select size="small" variant="borderless" showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={false} placeholder={t("gates.insert")} aria-label={`${label}: ${t("gates.insert")}`} value={null} options={options} onChange={(text: string | null) => text && insert(text)} />
        </span>
      }
    >
      <Input.TextArea id={id} ref={area} rows={2} maxLength={1000} value={value} onChange={(event) => onChange(event.target.value)} />
    </Form.Item>
  );
}
