/** Tries the drawing on a real record and takes everything back: each step's effects are listed and drawn on the canvas. */
import { CloseOutlined, ExperimentOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RecordPicker } from "../../../objects/fields/reference";
import { sentenceOf } from "../../../ui/Problems";
import type { Mark } from "../canvas/CanvasContext";
import { dryRun, type Effect, type Tried } from "../designer/calls";
import { useDesigner } from "../designer/DesignerContext";
import { outcomesOf } from "../document/scope";
import { allBlocks } from "../document/tree";
import type { Block } from "../document/types";
import { outcomeOf } from "../outcome";
import type { Ref, FieldMeta } from "../../../api/types";

interface Props {
  onMarks: (marks: Record<string, Mark>) => void;
  onSelect: (id: string) => void;
  onClose: () => void;
}

const asText = (value: unknown): string => (value === null || value === undefined || value === "" ? "–" : typeof value === "object" ? ("title" in value ? String(value.title) : JSON.stringify(value)) : String(value));

export function DryRun({ onMarks, onSelect, onClose }: Props) {
  const { t } = useTranslation();
  const { document, object, sample, setSample } = useDesigner();
  const [trigger, setTrigger] = useState(0);
  const [tried, setTried] = useState<Tried | null>(null);
  const [busy, setBusy] = useState(false);
  const [outcomes, setOutcomes] = useState<Record<string, string>>({});
  const field = { name: "record", label: t("automation.dry.record"), type: "reference", object: document.object, choices: null } as unknown as FieldMeta;
  const run = async (ends = outcomes) => {
    if (!sample) return;
    setBusy(true);
    try {
      const answer = await dryRun(document, sample.id, trigger, ends);
      setTried(answer);
      const marks: Record<string, Mark> = Object.fromEntries(allBlocks(document.steps).map((block) => [block.id, { status: "notreached" }]));
      for (const step of answer.steps) marks[step.step] = { status: step.status, note: noteOf(step.effects, step.described) };
      onMarks(marks);
    } catch (error) {
      setTried({ status: "failed", error: sentenceOf(error), steps: [] });
    }
    setBusy(false);
  };
  const noteOf = (effects: Effect[], described: string[]) => [...effects.map((effect) => effect.title), ...described].slice(0, 1).join("");
  return (
    <aside className="designer-panel" aria-label={t("automation.dry.title")}>
      <header className="designer-panel-head">
        <b className="grow">
          <ExperimentOutlined /> {t("automation.dry.title")}
        </b>
        <Button type="text" icon={<CloseOutlined />} aria-label={t("common.close")} onClick={onClose} />
      </header>
      <div className="designer-panel-body">
        <p className="form-about muted">{t("automation.dry.about")}</p>
        <div className="form-item">
          <div className="form-label">{object?.label ?? t("automation.dry.record")}</div>
          <RecordPicker field={field} value={sample} onChange={(next) => setSample(next as Ref | null)} />
        </div>
        {document.triggers.length > 1 && (
          <div className="form-item">
            <div className="form-label">{t("automation.dry.trigger")}</div>
            <Select className="full" aria-label={t("automation.dry.trigger")} value={trigger} onChange={setTrigger} options={document.triggers.map((each, at) => ({ value: at, label: t(`automation.trigger.label.${each.on}`) }))} />
          </div>
        )}
        <Button type="primary" loading={busy} disabled={!sample} onClick={() => void run()}>
          {t("automation.dry.run")}
        </Button>
        {tried && (
          <div className="dry-result" role="status">
            <p className={tried.status === "failed" ? "wrong" : ""}>
              {t("automation.dry.result", { status: t(`automation.dry.end.${tried.status}`, { defaultValue: tried.status }) })} {tried.error}
            </p>
            <ol className="steps">
              {tried.steps.map((step, at) => (
                <li key={at} className={`step is-${step.status}`}>
                  <button type="button" className="document-block dry-step" onClick={() => onSelect(step.step)}>
                    {step.text || step.step}
                  </button>
                  {step.path && <span className="muted"> {t("automation.dry.pass", { path: step.path })}</span>}
                  <Ending block={allBlocks(document.steps).find((block) => block.id === step.step)} value={outcomes[step.step] ?? outcomeOf(step.output)} onChange={(outcome) => {
                    const next = { ...outcomes, [step.step]: outcome };
                    setOutcomes(next);
                    void run(next);
                  }} />
                  {step.error && <div className="wrong">{step.error}</div>}
                  {step.described.map((words) => (
                    <div key={words}>{words}</div>
                  ))}
                  {step.effects.map((effect, index) => (
                    <div key={index} className="dry-effect">
                      <b>{t(`automation.dry.${effect.kind}`, { defaultValue: effect.kind })}</b> {effect.title}
                      <ul className="changes">
                        {effect.changes.slice(0, 12).map((change) => (
                          <li key={change.field}>
                            {change.label}: {effect.kind === "created" ? "" : <del>{change.old_text ?? asText(change.old)}</del>} → {change.new_text ?? asText(change.new)}
                          </li>
                        ))}
                      </ul>
                    </div>
                  ))}
                </li>
              ))}
            </ol>
            {tried.steps.length === 0 && !tried.error && <p className="muted">{t("automation.dry.nothing")}</p>}
          </div>
        )}
      </div>
    </aside>
  );
}

/** How a wait or a question ends in the trial: the person says. */
function Ending({ block, value, onChange }: { block: Block | undefined; value: string | null; onChange: (outcome: string) => void }) {
  const { t } = useTranslation();
  const ends = block ? outcomesOf(block) : [];
  if (ends.length < 2) return null;
  return (
    <div className="dry-ending">
      <span className="muted">{t("automation.dry.if")}</span>
      <Select size="small" popupMatchSelectWidth={false} aria-label={t("automation.dry.if")} value={value} options={ends.map((each) => ({ value: each, label: t(`automation.outcome.${each}`) }))} onChange={(next) => next && onChange(next)} />
    </div>
  );
}
