/** The sections and first columns of one object, moved by dragging or the keyboard. */
import { PlusOutlined } from "@ant-design/icons";
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled, isProblem } from "../../../api/problem";
import { createRecord, deleteRecord, updateRecord } from "../../../api/records";
import type { ObjectMeta, Row } from "../../../api/types";
import { ColumnList } from "../../../objects/list/ColumnList";
import { sentenceOf } from "../../../ui/Problems";
import { dropped, flatOf, inBoth, renamed, sectionsOf, withField, without, withSection, type Item, type StoredSection } from "./flat";
import { LayoutLine } from "./LayoutLine";

/** Of use to programs only. */
const INTERNAL = new Set(["id", "version", "custom"]);

interface Props {
  layout: ObjectMeta;
  meta: ObjectMeta;
  row: Row | null;
  /** As the pages show them now, with their headings in both languages. */
  shown: readonly StoredSection[];
}

export function LayoutEditor({ layout, meta, row, shown }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const stored = (row?.["sections"] ?? []) as StoredSection[];
  const [start] = useState<Item[]>(() => flatOf(stored.length > 0 ? inBoth(stored, shown) : shown));
  const [items, setItems] = useState(start);
  const [columns, setColumns] = useState(meta.columns);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const changed = items !== start || columns !== meta.columns;
  const placed = new Set(items.flatMap((item) => (item.kind === "field" ? [item.name] : [])));
  const rest = meta.fields.filter((field) => !placed.has(field.name) && !INTERNAL.has(field.name));
  const saved = t("admin.layouts.saved", { object: meta.label });

  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setWrong("");
    try {
      await work();
      await client.invalidateQueries();
      void message.success(saved);
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join("\n") : sentenceOf(error));
    }
    setBusy(false);
  };
  const save = () => {
    const values = { sections: items === start && !row ? [] : sectionsOf(items), list_columns: columns === meta.columns && !row ? [] : columns };
    return attempt(() => (row ? updateRecord(layout, row.id, { ...values, version: row.version }, { undo: saved }) : createRecord(layout, { object: meta.name, ...values }, { undo: saved })));
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) setItems(dropped(items, String(active.id), String(over.id)));
  };

  return (
    <>
      {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
      <div className="layout-editor">
        <section className="page-box">
          <h2>{t("admin.layouts.sections")}</h2>
          <p className="muted">{t("admin.layouts.sectionsAbout")}</p>
          <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
            <SortableContext items={items.map((item) => item.key)} strategy={verticalListSortingStrategy}>
              <ul className="layout-items">
                {items.map((item, at) => (
                  <LayoutLine key={item.key} item={item} meta={meta} isFirst={at === 0} onRename={(labels) => setItems(renamed(items, item.key, labels))} onRemove={() => setItems(without(items, item.key))} />
                ))}
              </ul>
            </SortableContext>
          </DndContext>
          <Button size="small" icon={<PlusOutlined />} onClick={() => setItems(withSection(items, "New section", "新分组"))}>
            {t("admin.layouts.addSection")}
          </Button>
          {rest.length > 0 && (
            <>
              <h3>{t("admin.layouts.rest")}</h3>
              <p className="muted">{t("admin.layouts.restAbout")}</p>
              <div className="layout-rest">
                {rest.map((field) => (
                  <Button key={field.name} size="small" icon={<PlusOutlined />} onClick={() => setItems(withField(items, field.name))}>
                    {field.label}
                  </Button>
                ))}
              </div>
            </>
          )}
        </section>
        <section className="page-box">
          <h2>{t("admin.layouts.columns")}</h2>
          <p className="muted">{t("admin.layouts.columnsAbout")}</p>
          <ColumnList meta={meta} columns={columns} standard={meta.columns} onChange={(next) => setColumns(next ?? meta.columns)} />
        </section>
      </div>
      <div className="stages-foot">
        {row && (
          <Popconfirm title={t("admin.layouts.resetAsk")} okText={t("admin.layouts.reset")} onConfirm={() => void attempt(() => deleteRecord(layout, row.id, { undo: saved }))}>
            <Button disabled={busy}>{t("admin.layouts.reset")}</Button>
          </Popconfirm>
        )}
        <span className="grow" />
        <Button
          disabled={!changed || busy}
          onClick={() => {
            setItems(start);
            setColumns(meta.columns);
            setWrong("");
          }}
        >
          {t("admin.discard")}
        </Button>
        <Button type="primary" disabled={!changed} loading={busy} onClick={() => void save()}>
          {t("form.save")}
        </Button>
      </div>
    </>
  );
}
