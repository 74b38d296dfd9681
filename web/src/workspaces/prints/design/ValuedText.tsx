/** A text into which values of the record can be put where the cursor stands. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select, type GetRef } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Values } from "../calls";

interface Props {
  label: string;
  value: string;
  values: Values | undefined;
  rows?: number;
  onChange: (value: string) => void;
}

export function ValuedText({ label, value, values, rows = 1, onChange }: Props) {
  const { t } = useTranslation();
  const input = useRef<GetRef<typeof Input.TextArea>>(null);
  const [choosing, setChoosing] = useState(false);
  const insert = (path: string) => {
    const area = input.current?.resizableTextArea?.textArea;
    const text = `{{ ${path} }}`;
    const from = area?.selectionStart ?? value.length;
    const to = area?.selectionEnd ?? value.length;
    onChange(value.slice(0, from) + text + value.slice(to));
    setChoosing(false);
    window.setTimeout(() => {
      area?.focus();
      area?.setSelectionRange(from + text.length, from + text.length);
    }, 0);
  };
  return (
    <div className="valued-text">
      <div className="valued-head">
        <span>{label}</span>
        {choosing ? (
          <Select
            size="small"
            autoFocus
            defaultOpen
            className="valued-pick"
            popupMatchSelectWidth={280}
            aria-label={t("prints.design.insert")}
            placeholder={t("prints.design.insert")}
            showSearch={{ optionFilterProp: "label" }}
            onBlur={() => setChoosing(false)}
            onSelect={insert}
            options={[
              { label: t("prints.design.group.values"), options: (values?.values ?? []).map((each) => ({ value: `record.${each.path}`, label: each.label })) },
              { label: t("prints.design.group.others"), options: (values?.others ?? []).map((each) => ({ value: each.path, label: each.label })) },
            ]}
          />
        ) : (
          <Button size="small" type="link" icon={<PlusOutlined />} aria-label={`${label}: ${t("prints.design.insert")}`} onClick={() => setChoosing(true)}>
            {t("prints.design.insert")}
          </Button>
        )}
      </div>
      <Input.TextArea ref={input} value={value} aria-label={label} maxLength={5000} autoSize={{ minRows: rows, maxRows: 10 }} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
