/** The stages of one pipeline, changed together and saved in one step, which can be undone as one. */
import { PlusOutlined } from "@ant-design/icons";
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { arrayMove, SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { put } from "../../../api/client";
import { Cancelled, isProblem } from "../../../api/problem";
import type { ObjectMeta, Row } from "../../../api/types";
import { sentenceOf } from "../../../ui/Problems";
import { draftOf, moved, toWire, withNew, withRequired, type Draft, type StageItem } from "./draft";
import { RemoveStageDialog } from "./RemoveStageDialog";
import { StageLine } from "./StageLine";

interface Props {
  pipeline: Row;
  opportunity: ObjectMeta;
  items: StageItem[];
}

export function StagesEditor({ pipeline, opportunity, items }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [start] = useState(() => items.map(draftOf));
  const [drafts, setDrafts] = useState(start);
  const [places, setPlaces] = useState<Record<number, string>>({});
  const [removing, setRemoving] = useState<Draft | null>(null);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const changed = drafts !== start;

  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    const at = (key: string | number) => drafts.findIndex((each) => each.key === key);
    setDrafts(arrayMove(drafts, at(active.id), at(over.id)));
  };
  const change = (key: string, values: Partial<Draft>) => setDrafts(drafts.map((each) => (each.key === key ? { ...each, ...values } : each)));
  const take = (draft: Draft, place?: string) => {
    setDrafts(drafts.filter((each) => each.key !== draft.key));
    if (draft.id !== null && place) setPlaces({ ...places, [draft.id]: place });
    setRemoving(null);
  };
  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      await put(`/api/pipelines/${pipeline.id}/stages`, toWire(drafts, places), { undo: t("admin.stages.saved", { pipeline: pipeline.title }) });
      void message.success(t("admin.stages.saved", { pipeline: pipeline.title }));
      await client.invalidateQueries();
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join("\n") : sentenceOf(error));
    }
    setBusy(false);
  };

  return (
    <>
      {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
        <SortableContext items={drafts.map((each) => each.key)} strategy={verticalListSortingStrategy}>
          <ol className="stages">
            {drafts.map((draft, at) => (
              <StageLine
                key={draft.key}
                draft={draft}
                opportunity={opportunity}
                onChange={(values) => change(draft.key, values)}
                onRequired={(required) => setDrafts(withRequired(drafts, draft.key, required))}
                onRemove={() => (draft.count > 0 ? setRemoving(draft) : take(draft))}
                {...(at > 0 ? { onUp: () => setDrafts(moved(drafts, at, -1)) } : {})}
                {...(at < drafts.length - 1 ? { onDown: () => setDrafts(moved(drafts, at, 1)) } : {})}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <div className="stages-foot">
        <Button icon={<PlusOutlined />} onClick={() => setDrafts(withNew(drafts))}>
          {t("admin.stages.add")}
        </Button>
        <span className="grow" />
        <Button
          disabled={!changed || busy}
          onClick={() => {
            setDrafts(start);
            setPlaces({});
            setWrong("");
          }}
        >
          {t("admin.discard")}
        </Button>
        <Button type="primary" disabled={!changed} loading={busy} onClick={() => void save()}>
          {t("form.save")}
        </Button>
      </div>
      {removing && <RemoveStageDialog draft={removing} others={drafts.filter((each) => each.key !== removing.key)} onClose={() => setRemoving(null)} onRemove={(place) => take(removing, place)} />}
    </>
  );
}
