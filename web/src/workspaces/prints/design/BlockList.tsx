/** The blocks of a template from top to bottom, moved by dragging or the keyboard; one of them is open. */
import { CopyOutlined, DeleteOutlined, DownOutlined, HolderOutlined, PlusOutlined, RightOutlined } from "@ant-design/icons";
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Values } from "../calls";
import { BlockForm } from "./BlockForm";
import { duplicated, moved, summaryOf, TYPES, withBlock, type Block, type BlockType } from "./blocks";

interface Props {
  blocks: readonly Block[];
  values: Values | undefined;
  onChange: (blocks: Block[]) => void;
}

const BARE: ReadonlySet<BlockType> = new Set(["rule", "pagebreak"]);

export function BlockList({ blocks, values, onChange }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState("");
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) onChange(moved(blocks, String(active.id), blocks.findIndex((block) => block.key === over.id)));
  };
  const add = (type: BlockType) => {
    const next = withBlock(blocks, type);
    onChange(next.blocks);
    setOpen(next.key);
  };
  return (
    <>
      {blocks.length === 0 && <p className="muted">{t("prints.design.empty")}</p>}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
        <SortableContext items={blocks.map((block) => block.key)} strategy={verticalListSortingStrategy}>
          <ul className="block-list">
            {blocks.map((block) => (
              <BlockCard
                key={block.key}
                block={block}
                values={values}
                isOpen={open === block.key}
                onOpen={() => setOpen(open === block.key ? "" : block.key)}
                onChange={(next) => onChange(blocks.map((each) => (each.key === block.key ? next : each)))}
                onCopy={() => onChange(duplicated(blocks, block.key))}
                onRemove={() => onChange(blocks.filter((each) => each.key !== block.key))}
              />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      <Dropdown trigger={["click"]} menu={{ items: TYPES.map((type) => ({ key: type, label: t(`prints.design.type.${type}`) })), onClick: ({ key }) => add(key as BlockType) }}>
        <Button icon={<PlusOutlined />}>{t("prints.design.add")}</Button>
      </Dropdown>
    </>
  );
}

interface CardProps {
  block: Block;
  values: Values | undefined;
  isOpen: boolean;
  onOpen: () => void;
  onChange: (block: Block) => void;
  onCopy: () => void;
  onRemove: () => void;
}

function BlockCard({ block, values, isOpen, onOpen, onChange, onCopy, onRemove }: CardProps) {
  const { t, i18n } = useTranslation();
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({ id: block.key });
  const name = t(`prints.design.type.${block.type}`);
  const bare = BARE.has(block.type);
  const words = summaryOf(block, values, i18n.language.startsWith("zh"));
  return (
    <li ref={setNodeRef} className={isOpen ? "block-card is-open" : "block-card"} style={{ transform: CSS.Translate.toString(transform), transition }}>
      <div className="block-head">
        <span className="column-handle" aria-label={t("admin.stages.drag", { name })} {...attributes} {...listeners}>
          <HolderOutlined />
        </span>
        <button type="button" className="block-name" disabled={bare} aria-expanded={bare ? undefined : isOpen} onClick={onOpen}>
          {!bare && (isOpen ? <DownOutlined /> : <RightOutlined />)}
          <b>{name}</b>
          {!isOpen && <span className="muted ellipsis">{words}</span>}
        </button>
        <Button type="text" size="small" icon={<CopyOutlined />} title={t("prints.design.copy")} aria-label={`${t("prints.design.copy")}: ${name}`} onClick={onCopy} />
        <Button type="text" size="small" icon={<DeleteOutlined />} title={t("prints.design.remove")} aria-label={`${t("prints.design.remove")}: ${name}`} onClick={onRemove} />
      </div>
      {isOpen && !bare && (
        <div className="block-body">
          <BlockForm block={block} values={values} onChange={onChange} />
        </div>
      )}
    </li>
  );
}
