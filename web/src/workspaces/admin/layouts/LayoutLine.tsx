/** A heading or a field in the layout. */
import { CloseOutlined, HolderOutlined } from "@ant-design/icons";
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { fieldOf } from "../../../api/objects";
import type { ObjectMeta } from "../../../api/types";
import type { Item } from "./flat";

interface Props {
  item: Item;
  meta: ObjectMeta;
  isFirst: boolean;
  onRename: (labels: { label_en?: string; label_zh?: string }) => void;
  onRemove: () => void;
}

export function LayoutLine({ item, meta, isFirst, onRename, onRemove }: Props) {
  const { t } = useTranslation();
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({ id: item.key, disabled: isFirst });
  const field = item.kind === "field" ? fieldOf(meta, item.name) : undefined;
  const name = item.kind === "field" ? (field?.label ?? item.name) : item.label_zh || item.label_en;
  return (
    <li ref={setNodeRef} className={item.kind === "section" ? "layout-section" : "layout-field"} style={{ transform: CSS.Translate.toString(transform), transition }}>
      <span className="column-handle" aria-label={t("admin.stages.drag", { name })} {...attributes} {...(isFirst ? {} : listeners)}>
        {!isFirst && <HolderOutlined />}
      </span>
      {item.kind === "section" ? (
        <>
          <Input size="small" value={item.label_zh} maxLength={100} placeholder={t("admin.stages.zh")} aria-label={t("admin.stages.zh")} onChange={(event) => onRename({ label_zh: event.target.value })} />
          <Input size="small" value={item.label_en} maxLength={100} placeholder={t("admin.stages.en")} aria-label={t("admin.stages.en")} onChange={(event) => onRename({ label_en: event.target.value })} />
        </>
      ) : (
        <span className="layout-name">
          {name}
          {field?.required && <span className="wrong"> *</span>}
        </span>
      )}
      {!isFirst && <Button type="text" size="small" icon={<CloseOutlined />} aria-label={`${t("admin.stages.remove")}: ${name}`} onClick={onRemove} />}
    </li>
  );
}
