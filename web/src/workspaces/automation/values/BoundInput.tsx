/** A field's own input, or a value taken from elsewhere in its place. */
import { CloseOutlined, LinkOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "../../../api/types";
import { FieldInput } from "../../../objects/fields/FieldInput";
import { kindOf } from "../../../objects/fields/kinds";
import { fits, type ValueOption } from "../document/scope";
import { ValueSelect } from "./ValueSelect";

interface Props {
  field: FieldMeta;
  value: unknown;
  onChange: (value: unknown) => void;
  options: readonly ValueOption[];
  id?: string;
  autoFocus?: boolean;
}

export const isFrom = (value: unknown): value is { from: string } => typeof value === "object" && value !== null && "from" in value && typeof value.from === "string";

export function BoundInput({ field, value, onChange, options, id, autoFocus = false }: Props) {
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState(false);
  // What is one of a few words, or yes or no, is chosen here.
  const fitting = field.choices || field.type === "boolean" ? [] : options.filter((option) => fits(option, field.type, field.object));
  if (isFrom(value) || (choosing && fitting.length > 0)) {
    return (
      <div className="bound">
        <ValueSelect options={fitting} value={isFrom(value) ? value.from : null} onPick={(path) => path && onChange({ from: path })} label={`${field.label} ${t("automation.values.insert")}`} />
        <Button
          type="text"
          icon={<CloseOutlined />}
          aria-label={t("automation.values.own")}
          title={t("automation.values.own")}
          onClick={() => {
            setChoosing(false);
            onChange(undefined);
          }}
        />
      </div>
    );
  }
  const toWire = kindOf(field).toWire ?? ((next: unknown) => next);
  return (
    <div className="bound">
      <div className="bound-input">
        <FieldInput field={field} value={value} id={id} autoFocus={autoFocus} onChange={(next) => onChange(toWire(next))} />
      </div>
      {fitting.length > 0 && (
        <Tooltip title={t("automation.values.bind")}>
          <Button type="text" icon={<LinkOutlined />} aria-label={`${field.label}: ${t("automation.values.bind")}`} onClick={() => setChoosing(true)} />
        </Tooltip>
      )}
    </div>
  );
}
