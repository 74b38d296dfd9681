/** Draws a workflow: the canvas, the side panel, the sentence, the draft that stores itself, undo and redo, and publishing. */
import { DownloadOutlined, ExperimentOutlined, MoreOutlined, RedoOutlined, SettingOutlined, UndoOutlined, UploadOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { Suspense, useCallback, useMemo, useReducer, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useObject, useObjects } from "../../../api/objects";
import { lazily } from "../../../api/parts";
import { someRecords } from "../../../api/records";
import type { Filter, Ref } from "../../../api/types";
import { useDebounced } from "../../../ui/useDebounced";
import { useNarrow } from "../../../ui/useNarrow";
import { Canvas } from "../canvas/Canvas";
import type { Mark } from "../canvas/CanvasContext";
import { findBlock, neighbour, replaceBlock, type Place } from "../document/tree";
import type { Block, Document } from "../document/types";
import { BlockPanel } from "./BlockPanel";
import { checkQuery, type Draft, type Palette } from "./calls";
import { DesignerContext, type Designer as DesignerTools } from "./DesignerContext";
import { DraftState } from "./DraftState";
import { changed, startHistory } from "./history";
import { blockEntries, triggerEntries } from "./pickEntries";
import { Picker } from "./Picker";
import { ProblemList } from "./ProblemList";
import { PublishDialog } from "./PublishDialog";
import { SentenceBar } from "./SentenceBar";
import { useDraft } from "./useDraft";
import { useEditing } from "./useEditing";
import { useLocalTexts } from "./useLocalTexts";
import "./designer.css";

const DryRun = lazily(() => import("../running/DryRun").then((module) => ({ default: module.DryRun })));

interface Props {
  workflow: number;
  start: Document;
  draft: Pick<Draft, "number">;
  palette: Palette;
  mayEdit: boolean;
  name: string;
}

type Picking = { place: Place; anchor: DOMRect } | { trigger: true; anchor: DOMRect };

const none: Record<string, never> = {};

export function Designer({ workflow, start, draft, palette, mayEdit, name }: Props) {
  const { t, i18n } = useTranslation();
  const narrow = useNarrow();
  const objects = useObjects();
  const { message } = App.useApp();
  const [state, dispatch] = useReducer(changed, start, startHistory);
  const { document } = state;
  const object = useObject(document.object || null);
  const [selected, setSelected] = useState<string | null>(null);
  const [panelOpen, setPanelOpen] = useState(true);
  const [picking, setPicking] = useState<Picking | null>(null);
  const [publishing, setPublishing] = useState(false);
  const [trying, setTrying] = useState(false);
  const [marks, setMarks] = useState<Record<string, Mark>>(none);
  const [refused, setRefused] = useState<{ document: Document; problems: Record<string, string[]> } | null>(null);
  const [chosenSample, setSample] = useState<Ref | null>(null);
  const [said, say] = useState("");
  const file = useRef<HTMLInputElement>(null);
  const stage = useRef<HTMLDivElement>(null);

  const { saving, store, keepMine, takeTheirs } = useDraft(workflow, document, draft.number, mayEdit);
  const asked = useDebounced(document, 350);
  const checked = useQuery({ ...checkQuery(asked, i18n.language), placeholderData: keepPreviousData });
  // Texts and dry runs are tried on a record that the trigger means, else on the newest.
  const wanted = asked.triggers.find((trigger) => trigger.filter && Object.keys(trigger.filter).length > 0)?.filter as Filter | undefined;
  const some = (filter: Filter | null) => ({ ...someRecords(object ?? { name: "", plural: "" }, { filter, limit: 1, sort: "-updated_at" }), staleTime: 300_000, retry: false });
  const meant = useQuery({ ...some(wanted ?? null), enabled: !!object && !chosenSample && !!wanted, placeholderData: keepPreviousData });
  const newest = useQuery({ ...some(null), enabled: !!object && !chosenSample });
  const first = meant.data?.items[0] ?? newest.data?.items[0];
  const sample = useMemo<Ref | null>(() => chosenSample ?? (first ? { id: first.id, title: first.title } : null), [chosenSample, first]);
  const isEmpty = document.triggers.length === 0 && document.steps.length === 0;
  const problems = (refused && refused.document === document ? refused.problems : !isEmpty && checked.data?.problems) || none;
  const texts = useLocalTexts(document, palette, object, checked.data?.texts ?? none);

  const change = useCallback((next: Document, of?: string) => dispatch({ type: "change", document: next, of }), []);
  const select = useCallback((id: string | null) => {
    setSelected(id);
    setPanelOpen(id !== null);
  }, []);
  const focusCard = (id: string | null) => window.setTimeout(() => stage.current?.querySelector<HTMLElement>(`#canvas-${CSS.escape(id ?? "")}`)?.focus({ preventScroll: true }), 30);
  const changeBlock = useCallback((next: Block, of?: string) => change(replaceBlock(document, next.id, next), of), [change, document]);
  const tools = useMemo<DesignerTools>(
    () => ({ workflow, document, object, palette, mayEdit, change, changeBlock, select, problems, sample, setSample }),
    [workflow, document, object, palette, mayEdit, change, changeBlock, select, problems, sample],
  );
  const editing = useEditing({ document, texts, change, select, say });
  const entries = useMemo(() => blockEntries(palette, object, objects, t), [palette, object, objects, t]);
  const triggers = useMemo(() => triggerEntries(!!object, t), [object, t]);
  const closePicker = useCallback(() => setPicking(null), []);

  const undo = (type: "undo" | "redo") => {
    if ((type === "undo" ? state.past : state.future).length === 0) return;
    dispatch({ type });
    say(t(`automation.design.${type}`));
  };
  const addAfter = (id: string) => {
    const card = stage.current?.querySelector(`#canvas-${CSS.escape(id)}`);
    const place = editing.placeAfter(id);
    if (card) setPicking({ place, anchor: card.getBoundingClientRect() });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (target.closest("input, textarea, [contenteditable=true], .ant-select, .designer-panel, [role=dialog]")) return;
    const command = event.ctrlKey || event.metaKey;
    const direction = ({ ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" } as const)[event.key as "ArrowUp"] as "up" | "down" | "left" | "right" | undefined;
    const done = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (command && event.key.toLowerCase() === "z") {
      undo(event.shiftKey ? "redo" : "undo");
      return done();
    }
    if (command && event.key.toLowerCase() === "y") {
      undo("redo");
      return done();
    }
    if (command && event.key.toLowerCase() === "v" && mayEdit) {
      void editing.paste(selected);
      return done();
    }
    // The card that has the focus, wherever it came from.
    const now = target.id.startsWith("canvas-") ? target.id.slice("canvas-".length) : selected;
    if (!now) {
      if (direction) {
        const next = document.triggers.length > 0 ? "trigger_0" : document.steps[0]?.id;
        if (next) {
          setSelected(next);
          focusCard(next);
          done();
        }
      }
      return;
    }
    const isBlock = findBlock(document, now) !== null;
    if (direction && event.altKey && mayEdit && isBlock) {
      editing.moveAside(now, direction);
      focusCard(now);
      return done();
    }
    if (direction) {
      const next = neighbour(document, now, direction);
      if (next) {
        setSelected(next);
        focusCard(next);
      }
      return done();
    }
    if (event.key === "Enter") {
      setSelected(now);
      setPanelOpen(true);
      window.setTimeout(() => stage.current?.querySelector<HTMLElement>(".designer-panel-body input, .designer-panel-body [contenteditable=true], .designer-panel-body button")?.focus(), 60);
      return done();
    }
    if (event.key === "Escape") {
      setPanelOpen(false);
      return done();
    }
    if (!mayEdit) return;
    if ((event.key === "+" || event.key === "Insert") && !command) {
      addAfter(now);
      return done();
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      editing.drop(now);
      focusCard(neighbour(document, now, "up"));
      return done();
    }
    if (command && isBlock && event.key.toLowerCase() === "c" && editing.copy(now)) return done();
    if (command && isBlock && event.key.toLowerCase() === "x" && editing.copy(now)) {
      editing.drop(now);
      return done();
    }
    if (command && isBlock && event.key.toLowerCase() === "d") {
      editing.duplicate(now);
      return done();
    }
  };

  const exportIt = () => {
    const link = window.document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }));
    link.download = `${name}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const importIt = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      const read = JSON.parse(await chosen.text()) as Partial<Document>;
      if (!Array.isArray(read.steps) || !Array.isArray(read.triggers)) throw new Error(t("automation.design.noWorkflow"));
      change({ ...(read as Document), object: read.object ?? document.object });
      select(null);
    } catch (error) {
      void message.error(t("automation.document.broken", { words: error instanceof Error ? error.message : String(error) }));
    }
  };

  const showSettings = () => select("settings");
  return (
    <DesignerContext value={tools}>
      <div ref={stage} className="designer" onKeyDown={onKeyDown}>
        <SentenceBar sentences={isEmpty ? none : (checked.data?.sentences ?? none)} empty={isEmpty ? t("automation.design.emptySentence") : checked.isFetched ? t("automation.design.noSentence") : ""} />
        <div className="designer-bar" role="toolbar" aria-label={t("automation.page.design")}>
          <Button size="small" type="text" icon={<UndoOutlined />} disabled={state.past.length === 0} title={`${t("automation.design.undo")} (Ctrl Z)`} aria-label={t("automation.design.undo")} onClick={() => undo("undo")} />
          <Button size="small" type="text" icon={<RedoOutlined />} disabled={state.future.length === 0} title={`${t("automation.design.redo")} (Ctrl Shift Z)`} aria-label={t("automation.design.redo")} onClick={() => undo("redo")} />
          <Button size="small" type="text" icon={<SettingOutlined />} title={t("automation.settings.title")} aria-label={t("automation.settings.title")} className={problems["settings"] ? "wrong" : ""} onClick={showSettings}>
            {narrow ? null : t("automation.settings.title")}
          </Button>
          <span className="grow" />
          <DraftState saving={saving} onRetry={() => void store()} onMine={() => void keepMine()} onTheirs={() => void takeTheirs().then((theirs) => dispatch({ type: "replace", document: theirs }))} />
          <ProblemList problems={problems} texts={texts} onShow={select} />
          {object && (
            <Button size="small" icon={<ExperimentOutlined />} disabled={document.steps.length === 0} title={t("automation.dry.title")} aria-label={t("automation.dry.title")} onClick={() => setTrying(true)}>
              {narrow ? null : t("automation.dry.title")}
            </Button>
          )}
          <Dropdown
            trigger={["click"]}
            menu={{
              items: [
                { key: "export", icon: <DownloadOutlined />, label: t("automation.design.export") },
                ...(mayEdit ? [{ key: "import", icon: <UploadOutlined />, label: t("automation.design.import") }] : []),
              ],
              onClick: ({ key }) => (key === "export" ? exportIt() : file.current?.click()),
            }}
          >
            <Button size="small" icon={<MoreOutlined />} aria-label={t("record.more")} />
          </Dropdown>
          {mayEdit && (
            <Button size="small" type="primary" disabled={isEmpty} onClick={() => setPublishing(true)}>
              {t("automation.document.publish")}
            </Button>
          )}
          <input ref={file} type="file" accept="application/json,.json" hidden onChange={(event) => void importIt(event.target.files?.[0])} />
        </div>
        <div className="designer-stage">
          <div className="designer-canvas">
            <Canvas
              document={document}
              texts={texts}
              problems={problems}
              marks={marks}
              selected={selected}
              editable={mayEdit}
              label={t("automation.page.design")}
              onSelect={select}
              onAdd={(place, anchor) => setPicking({ place, anchor })}
              onAddTrigger={(anchor) => setPicking({ trigger: true, anchor })}
              onMove={editing.move}
            />
          </div>
          {trying && (
            <Suspense fallback={null}>
              <DryRun
                onMarks={setMarks}
                onSelect={setSelected}
                onClose={() => {
                  setTrying(false);
                  setMarks(none);
                }}
              />
            </Suspense>
          )}
          {selected && panelOpen && !trying && <BlockPanel selected={selected} texts={texts} onClose={() => setPanelOpen(false)} onCopy={editing.copy} onDuplicate={editing.duplicate} onDelete={editing.drop} />}
        </div>
        <div className="visually-hidden" aria-live="assertive">
          {said}
        </div>
        {picking && (
          <Picker
            entries={"trigger" in picking ? triggers : entries}
            anchor={picking.anchor}
            label={"trigger" in picking ? t("automation.design.addTrigger") : t("automation.design.add")}
            remember={"trigger" in picking ? "triggers" : "blocks"}
            onClose={closePicker}
            onPick={(entry) => {
              setPicking(null);
              if ("trigger" in picking) editing.pickTrigger(entry);
              else editing.pick(entry, picking.place);
            }}
          />
        )}
        {publishing && <PublishDialog workflow={workflow} document={document} sentence={checked.data?.sentences[i18n.language.startsWith("zh") ? "zh-hans" : "en"] ?? ""} onClose={() => setPublishing(false)} onProblems={(found) => setRefused({ document, problems: found })} />}
      </div>
    </DesignerContext>
  );
}
