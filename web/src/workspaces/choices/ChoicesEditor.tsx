/** Changes a set of choices as a whole: saved in one step, which can be undone as one. */
import { PlusOutlined } from "@ant-design/icons";
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { arrayMove, SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled, isProblem } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import { saveSet, type ChoiceSetFull } from "./calls";
import { ChoiceLine } from "./ChoiceLine";
import { draftOf, given, nameOf, withNew, type Draft } from "./draft";
import { MoveDialog } from "./MoveDialog";

interface Props {
  set: ChoiceSetFull;
  onClose: () => void;
  onReload: () => Promise<void>;
}

export function ChoicesEditor({ set, onClose, onReload }: Props) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [start] = useState(() => set.choices.map(draftOf));
  const [drafts, setDrafts] = useState(start);
  const [moving, setMoving] = useState<Draft | null>(null);
  const [wrong, setWrong] = useState("");
  const [isStale, setStale] = useState(false);
  const [busy, setBusy] = useState(false);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const isChanged = drafts !== start;
  const title = [...new Set(set.fields.map((field) => field.label))].join(" / ");
  const fields = set.fields.map((field) => `${field.object_label} · ${field.label}`);

  const change = (key: string, values: Partial<Draft>) => setDrafts(drafts.map((each) => (each.key === key ? { ...each, ...values } : each)));
  const swap = (at: number, by: -1 | 1) => setDrafts(arrayMove(drafts, at, at + by));
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    const at = (key: string | number) => drafts.findIndex((each) => each.key === key);
    setDrafts(arrayMove(drafts, at(active.id), at(over.id)));
  };
  const leave = () => {
    if (!isChanged) onClose();
    else modal.confirm({ title: t("choices.discardSure"), okText: t("choices.discard"), cancelText: t("choices.stay"), onOk: onClose });
  };
  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      await saveSet(set, given(drafts), t("choices.saved", { field: title }));
      onClose();
      void message.success(t("choices.saved", { field: title }));
      void client.invalidateQueries({ queryKey: ["objects"] });
      void client.invalidateQueries({ queryKey: ["records"] });
    } catch (error) {
      if (isProblem(error) && error.status === 409) setStale(true);
      else if (!(error instanceof Cancelled)) setWrong(isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join("\n") : sentenceOf(error));
    }
    setBusy(false);
  };

  return (
    <Drawer
      open
      onClose={leave}
      size="min(880px, 100vw)"
      className="record-drawer"
      title={title}
      footer={
        <Flex gap={8}>
          <Button type="primary" loading={busy} disabled={!isChanged} onClick={() => void save()}>
            {t("form.save")}
          </Button>
          <Button onClick={leave}>{t("form.cancel")}</Button>
        </Flex>
      }
    >
      <div
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && isChanged) void save();
        }}
      >
        {isStale && (
          <Alert
            type="warning"
            showIcon
            className="gap-below"
            title={t("choices.stale")}
            action={
              <Button size="small" onClick={() => void onReload()}>
                {t("choices.reload")}
              </Button>
            }
          />
        )}
        {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
        {!set.is_open && <p className="muted">{t("choices.closedHint")}</p>}
        {set.fields.length > 1 ? <p className="muted">{t("choices.shared", { fields: new Intl.ListFormat(i18n.language).format(fields) })}</p> : <p className="muted">{fields[0]}</p>}
        <div className="choice-set-head" aria-hidden>
          <span />
          <span>{t("choices.zh")}</span>
          <span>{t("choices.en")}</span>
          <span>{t("choices.color")}</span>
          <span>{t("choices.value")}</span>
          <span>{t("choices.used")}</span>
        </div>
        <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
          <SortableContext items={drafts.map((each) => each.key)} strategy={verticalListSortingStrategy}>
            <ol className="choice-set">
              {drafts.map((draft, at) => (
                <ChoiceLine
                  key={draft.key}
                  draft={draft}
                  isOpen={set.is_open}
                  onChange={(values) => change(draft.key, values)}
                  onMove={() => setMoving(draft)}
                  onRemove={() => (draft.used > 0 ? setMoving(draft) : setDrafts(drafts.filter((each) => each.key !== draft.key)))}
                  {...(set.is_open && at > 0 ? { onUp: () => swap(at, -1) } : {})}
                  {...(set.is_open && at < drafts.length - 1 ? { onDown: () => swap(at, 1) } : {})}
                />
              ))}
            </ol>
          </SortableContext>
        </DndContext>
        {set.is_open && (
          <Button icon={<PlusOutlined />} onClick={() => setDrafts(withNew(drafts))}>
            {t("choices.add")}
          </Button>
        )}
      </div>
      {moving && (
        <MoveDialog
          set={set.name}
          draft={moving}
          others={set.choices.map(draftOf).filter((each) => each.value !== moving.value && !each.inactive)}
          isChanged={isChanged}
          nameOf={(each) => nameOf(each, i18n.language.startsWith("zh"))}
          onClose={() => setMoving(null)}
          onRetire={() => {
            change(moving.key, { inactive: true });
            setMoving(null);
          }}
          onMoved={() => {
            change(moving.key, { used: 0 });
            setMoving(null);
          }}
        />
      )}
    </Drawer>
  );
}
