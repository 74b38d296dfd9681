/** Ticks columns and puts them in order; loaded when it is opened, for the sake of the drag-and-drop library. */
import { CloseCircleFilled, HolderOutlined } from "@ant-design/icons";
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { arrayMove, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, ObjectMeta } from "../../api/types";

export interface ColumnListProps {
  meta: ObjectMeta;
  columns: string[];
  standard: string[];
  onChange: (columns: string[] | null) => void;
}

export function ColumnList({ meta, columns, standard, onChange }: ColumnListProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const shown = columns.flatMap((name) => meta.fields.find((field) => field.name === name) ?? []);
  const rest = meta.fields.filter((field) => !columns.includes(field.name));
  const fits = (field: FieldMeta) => field.label.toLowerCase().includes(search.trim().toLowerCase());
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    onChange(arrayMove(columns, columns.indexOf(String(active.id)), columns.indexOf(String(over.id))));
  };
  return (
        <div className="column-chooser">
          <Input size="small" allowClear={{ clearIcon: <CloseCircleFilled aria-label={t("field.clear")} /> }} placeholder={t("field.search")} value={search} onChange={(event) => setSearch(event.target.value)} />
          <div className="column-list">
            <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
              <SortableContext items={shown.map((field) => field.name)} strategy={verticalListSortingStrategy}>
                {shown.filter(fits).map((field) => (
                  <Shown key={field.name} field={field} fixed={columns.length === 1} onHide={() => onChange(columns.filter((name) => name !== field.name))} />
                ))}
              </SortableContext>
            </DndContext>
            {rest.filter(fits).map((field) => (
              <div key={field.name} className="column-choice">
                <span className="column-handle" />
                <Checkbox checked={false} onChange={() => onChange([...columns, field.name])}>
                  {field.label}
                </Checkbox>
              </div>
            ))}
          </div>
          <div className="column-foot">
            <span className="muted">{t("list.columnsHint")}</span>
            <Button size="small" type="link" disabled={columns.join() === standard.join()} onClick={() => onChange(null)}>
              {t("list.standard")}
            </Button>
          </div>
        </div>
  );
}

function Shown({ field, fixed, onHide }: { field: FieldMeta; fixed: boolean; onHide: () => void }) {
  const { t } = useTranslation();
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({ id: field.name });
  return (
    <div ref={setNodeRef} className="column-choice" style={{ transform: CSS.Translate.toString(transform), transition }}>
      <span className="column-handle" aria-label={t("list.moveColumn", { name: field.label })} {...attributes} {...listeners}>
        <HolderOutlined />
      </span>
      <Checkbox checked disabled={fixed} onChange={onHide}>
        {field.label}
      </Checkbox>
    </div>
  );
}
