/** One piece of a number. */
import { ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "../../api/types";
import type { Piece } from "./calls";

const KINDS = ["text", "year", "year2", "month", "day", "sequence", "field"] as const;
const USABLE = new Set(["text", "choice", "reference", "user", "number"]);

interface Props {
  piece: Piece;
  fields: readonly FieldMeta[];
  isFirst: boolean;
  onChange: (piece: Piece) => void;
  onUp: () => void;
  onRemove: () => void;
}

export function PieceLine({ piece, fields, isFirst, onChange, onUp, onRemove }: Props) {
  const { t } = useTranslation();
  const usable = fields.filter((field) => USABLE.has(field.type) && field.name !== "id");
  return (
    <li className="number-piece">
      <Select aria-label={t("numbering.pieces")} value={piece.kind} options={KINDS.map((kind) => ({ value: kind, label: t(`numbering.kind.${kind}`) }))} onChange={(kind) => onChange({ kind, value: "", width: 4 })} />
      {piece.kind === "text" && <Input aria-label={t("numbering.value")} maxLength={30} value={piece.value} onChange={(event) => onChange({ ...piece, value: event.target.value })} />}
      {piece.kind === "sequence" && <InputNumber aria-label={t("numbering.width")} min={1} max={12} precision={0} suffix={t("numbering.width")} value={piece.width} onChange={(width) => onChange({ ...piece, width: width ?? 1 })} />}
      {piece.kind === "field" && <Select showSearch={{ optionFilterProp: "label" }} aria-label={t("numbering.field")} value={piece.value || null} options={usable.map((field) => ({ value: field.name, label: field.label }))} onChange={(value) => onChange({ ...piece, value })} />}
      <span className="grow" />
      <Button type="text" size="small" disabled={isFirst} icon={<ArrowUpOutlined />} aria-label={t("numbering.up")} title={t("numbering.up")} onClick={onUp} />
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("numbering.remove")} title={t("numbering.remove")} onClick={onRemove} />
    </li>
  );
}
