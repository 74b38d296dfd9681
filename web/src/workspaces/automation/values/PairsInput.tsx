/** Names with values, such as the headers of a request. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Values } from "../document/types";
import { inputText } from "./inputText";
import type { ValueOption } from "../document/scope";
import { TemplateInput } from "./TemplateInput";

interface Props {
  value: Values;
  onChange: (value: Values) => void;
  options: readonly ValueOption[];
  label: string;
}

export function PairsInput({ value, onChange, options, label }: Props) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(() => Object.entries(value).map(([name, each], key) => ({ key, name, value: each })));
  const give = (next: typeof rows) => {
    setRows(next);
    onChange(Object.fromEntries(next.filter((row) => row.name).map((row) => [row.name, row.value])));
  };
  return (
    <div className="values-editor" role="group" aria-label={label}>
      {rows.map((row, at) => (
        <div key={row.key} className="values-row">
          <Input className="values-name" aria-label={`${label} ${t("automation.form.name")}`} value={row.name} onChange={(event) => give(rows.with(at, { ...row, name: event.target.value }))} />
          <div className="values-value">
            <TemplateInput label={`${label} ${row.name}`} value={inputText(row.value)} onChange={(next) => give(rows.with(at, { ...row, value: next }))} options={options} />
          </div>
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("filter.remove")} onClick={() => give(rows.toSpliced(at, 1))} />
        </div>
      ))}
      <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => setRows([...rows, { key: (rows.at(-1)?.key ?? 0) + 1, name: "", value: "" }])}>
        {t("automation.form.addPair")}
      </Button>
    </div>
  );
}
