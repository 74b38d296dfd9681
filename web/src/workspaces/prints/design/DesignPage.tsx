/** The designer of a print template: blocks or code on the left, the printed pages on the right. */
import { HistoryOutlined, SettingOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Segmented, Select } from "antd";
import { Suspense, use, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker, useParams } from "react-router";
import { useObject } from "../../../api/objects";
import { lazily } from "../../../api/parts";
import { Cancelled, isProblem } from "../../../api/problem";
import { recordQuery, updateRecord } from "../../../api/records";
import type { ObjectMeta, Row } from "../../../api/types";
import { idOf } from "../../../objects/fields/reference";
import { FormContext } from "../../../objects/form/FormContext";
import { showDateTime } from "../../../lib/time";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import { sentenceOf } from "../../../ui/Problems";
import { valuesQuery, type Preview, type PreviewInput, type Slip } from "../calls";
import { BlockList } from "./BlockList";
import { readBlocks, type Block } from "./blocks";
import { PreviewPane } from "./PreviewPane";
import { VersionsDrawer } from "./VersionsDrawer";
import "./design.css";

const MarkupEditor = lazily(() => import("./MarkupEditor").then((module) => ({ default: module.MarkupEditor })));

type Draft = Pick<PreviewInput, "mode" | "body" | "paper" | "orientation" | "language"> & { blocks: Block[] };

const PAPERS = ["a4", "a5", "letter", "receipt"] as const;
const ORIENTATIONS = ["portrait", "landscape"] as const;
const LANGUAGES = ["reader", "record", "zh-hans", "en"] as const;
const NO_SLIPS: readonly Slip[] = [];

export function DesignPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const meta = useObject("print_template");
  const { data, error, refetch } = useQuery({ ...recordQuery(meta ?? { name: "", plural: "" }, id), enabled: !!meta, refetchOnWindowFocus: false });
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return <Designer key={data.id} meta={meta} record={data} />;
}

const draftOf = (record: Row): Draft => ({
  mode: record["mode"] === "code" ? "code" : "blocks",
  blocks: readBlocks(record["blocks"]),
  body: String(record["body"] ?? ""),
  paper: (record["paper"] ?? "a4") as Draft["paper"],
  orientation: (record["orientation"] ?? "portrait") as Draft["orientation"],
  language: (record["language"] ?? "reader") as Draft["language"],
});

function Designer({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const { openForm } = use(FormContext);
  const object = String(record["object"]);
  const { data: values } = useQuery(valuesQuery(object));
  const [start, setStart] = useState<Draft>(() => draftOf(record));
  const [draft, setDraft] = useState<Draft>(start);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const [history, setHistory] = useState(false);
  const [version, setVersion] = useState(record.version);
  const changed = JSON.stringify(draft) !== JSON.stringify(start);
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const chinese = i18n.language.startsWith("zh");
  const name = String((chinese ? record["name_zh"] : record["name_en"]) || record["name_en"]);
  const objectLabel = useObject(object)?.label ?? object;
  const seen = useCallback((next: Preview) => setPreview(next), []);

  const blocker = useBlocker(({ currentLocation, nextLocation }) => changed && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    modal.confirm({
      title: t("prints.design.leave"), content: t("prints.design.leaveText"), okText: t("prints.design.go"), cancelText: t("prints.design.stay"), okButtonProps: { danger: true },
      onOk: () => blocker.proceed(), onCancel: () => blocker.reset(),
    });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [blocker.state]);
  useEffect(() => {
    if (!changed) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [changed]);

  const save = async () => {
    setBusy(true);
    setWrong("");
    const { body, ...rest } = draft;
    try {
      const saved = await updateRecord(meta, record.id, { ...rest, ...(draft.mode === "code" ? { body } : {}), version }, { undo: t("prints.design.saved") });
      const next = draftOf(saved);
      setStart(next);
      setDraft(next);
      setVersion(saved.version);
      await client.invalidateQueries({ queryKey: ["records", "print_template"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join("\n") : sentenceOf(error));
    }
    setBusy(false);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        if (changed && !busy) void save();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
  const switchTo = (mode: Draft["mode"]) => {
    if (mode === "code") set({ mode, body: preview && draft.mode === "blocks" ? preview.body : draft.body });
    else modal.confirm({ title: t("prints.design.toBlocks"), content: t("prints.design.toBlocksText"), onOk: () => set({ mode }) });
  };
  const settings = () =>
    openForm({
      object: meta.name,
      record,
      onSaved: (saved) => {
        const { paper, orientation, language } = draftOf(saved);
        setVersion(saved.version);
        setStart((now) => ({ ...now, paper, orientation, language }));
        set({ paper, orientation, language });
        void client.invalidateQueries({ queryKey: ["records", "print_template"] });
        void client.invalidateQueries({ queryKey: ["prints", "preview"] });
      },
    });
  const { paper, orientation, language, mode } = draft;
  const letterhead = Number(idOf(record["letterhead"])) || null;

  return (
    <div className="page print-design">
      <PageHead title={name} back="/print-templates">
        <Button icon={<SettingOutlined />} onClick={settings}>
          {t("prints.design.settings")}
        </Button>
        <Button icon={<HistoryOutlined />} onClick={() => setHistory(true)}>
          {t("prints.design.versions")}
        </Button>
        <Button disabled={!changed || busy} onClick={() => setDraft(start)}>
          {t("prints.design.discard")}
        </Button>
        <Button type="primary" disabled={!changed} loading={busy} onClick={() => void save()}>
          {t("prints.design.save")}
        </Button>
      </PageHead>
      {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
      <div className="design-two">
        <section className="page-box">
          <div className="design-bar">
            <Segmented<Draft["mode"]> value={mode} onChange={switchTo} options={(["blocks", "code"] as const).map((value) => ({ value, label: t(`prints.design.${value}`) }))} />
            <span className="muted">{objectLabel}</span>
            <span className="grow" />
            <Select size="small" aria-label={t("prints.design.paper")} popupMatchSelectWidth={false} value={paper} onChange={(next) => set({ paper: next })} options={PAPERS.map((value) => ({ value, label: t(`prints.design.papers.${value}`) }))} />
            <Select size="small" aria-label={t("prints.design.orientation")} popupMatchSelectWidth={false} disabled={paper === "receipt"} value={orientation} onChange={(next) => set({ orientation: next })} options={ORIENTATIONS.map((value) => ({ value, label: t(`prints.design.orientations.${value}`) }))} />
            <Select size="small" aria-label={t("prints.design.language")} popupMatchSelectWidth={false} value={language} onChange={(next) => set({ language: next })} options={LANGUAGES.map((value) => ({ value, label: t(`prints.design.languages.${value}`) }))} />
          </div>
          {mode === "blocks" ? (
            <BlockList blocks={draft.blocks} values={values} onChange={(blocks) => set({ blocks })} />
          ) : (
            <Suspense fallback={<Loading />}>
              <MarkupEditor value={draft.body} values={values} slips={preview?.slips ?? NO_SLIPS} onChange={(body) => set({ body })} />
            </Suspense>
          )}
        </section>
        <section className="page-box" aria-label={t("prints.design.preview")}>
          <PreviewPane draft={{ object, mode, body: mode === "code" ? draft.body : "", blocks: mode === "blocks" ? draft.blocks : [], paper, orientation, language, letterhead }} onPreview={seen} />
        </section>
      </div>
      {history && (
        <VersionsDrawer
          id={record.id}
          onClose={() => setHistory(false)}
          onUse={(used) => {
            set({ mode: used.mode, blocks: readBlocks(used.blocks), body: used.body });
            setHistory(false);
            void message.info(t("prints.design.takenBack", { when: showDateTime(used.at) }));
          }}
        />
      )}
    </div>
  );
}
