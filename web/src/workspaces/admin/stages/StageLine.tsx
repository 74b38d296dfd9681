/** One stage: dragged by its handle (with the keyboard too), its values edited where they stand. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, HolderOutlined } from "@ant-design/icons";
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "../../../api/types";
import type { Draft, Kind } from "./draft";

const KINDS: readonly Kind[] = ["open", "won", "lost"];

interface Props {
  draft: Draft;
  opportunity: ObjectMeta;
  onChange: (values: Partial<Draft>) => void;
  onRequired: (required: string[]) => void;
  onRemove: () => void;
  onUp?: () => void;
  onDown?: () => void;
}

export function StageLine({ draft, opportunity, onChange, onRequired, onRemove, onUp, onDown }: Props) {
  const { t } = useTranslation();
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({ id: draft.key });
  const name = draft.name_zh || draft.name_en || t("admin.stages.new");
  const isOpen = draft.kind === "open";
  const fields = opportunity.fields.filter((field) => !field.read_only && field.name !== opportunity.stage_field && field.name !== "pipeline");
  return (
    <li ref={setNodeRef} className="stage-line" style={{ transform: CSS.Translate.toString(transform), transition }}>
      <span className="column-handle" aria-label={t("admin.stages.drag", { name })} {...attributes} {...listeners}>
        <HolderOutlined />
      </span>
      <label>
        <span>{t("admin.stages.zh")}</span>
        <Input value={draft.name_zh} maxLength={100} onChange={(event) => onChange({ name_zh: event.target.value })} />
      </label>
      <label>
        <span>{t("admin.stages.en")}</span>
        <Input value={draft.name_en} maxLength={100} onChange={(event) => onChange({ name_en: event.target.value })} />
      </label>
      <label>
        <span>{t("admin.stages.kind")}</span>
        <Select<Kind> value={draft.kind} disabled={draft.count > 0} title={draft.count > 0 ? t("admin.stages.kindStays") : ""} options={KINDS.map((value) => ({ value, label: t(`admin.stages.kinds.${value}`) }))} onChange={(kind) => onChange(kind === "open" ? { kind } : { kind, probability: kind === "won" ? 100 : 0, max_days: null })} />
      </label>
      <label>
        <span>{t("admin.stages.probability")}</span>
        <InputNumber min={0} max={100} precision={0} disabled={!isOpen} value={draft.probability} onChange={(value) => onChange({ probability: value ?? 0 })} />
      </label>
      <label>
        <span>{t("admin.stages.maxDays")}</span>
        <InputNumber min={0} max={10_000} disabled={!isOpen} value={draft.max_days} onChange={(value) => onChange({ max_days: value })} />
      </label>
      <label className="stage-required">
        <span>{t("admin.stages.required")}</span>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: "label" }}
          popupMatchSelectWidth={260}
          disabled={draft.kind === "lost"}
          value={draft.required}
          options={fields.map((field) => ({ value: field.name, label: field.label }))}
          onChange={onRequired}
        />
      </label>
      <span className="stage-tools">
        <span className="muted stage-count">{t("admin.stages.count", { count: draft.count })}</span>
        <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={!onUp} aria-label={`${t("admin.up")}: ${name}`} onClick={onUp} />
        <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={!onDown} aria-label={`${t("admin.down")}: ${name}`} onClick={onDown} />
        <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={`${t("admin.stages.remove")}: ${name}`} onClick={onRemove} />
      </span>
    </li>
  );
}
