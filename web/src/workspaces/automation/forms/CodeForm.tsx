/** A program of the company's own: what it is given, what it gives back, and a try on a real record. */
import { PlayCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../../api/parts";
import { sentenceOf } from "../../../ui/Problems";
import { tryCode, type TriedCode } from "../designer/calls";
import { useDesigner } from "../designer/DesignerContext";
import type { Block, Values } from "../document/types";
import { PairsInput } from "../values/PairsInput";
import { useValues } from "../values/useValues";
import { DeclaredEditor } from "./DeclaredEditor";
import { Item } from "./Item";

const CodeEditor = lazily(() => import("../values/CodeEditor").then((module) => ({ default: module.CodeEditor })));

export function CodeForm({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { object, sample, changeBlock } = useDesigner();
  const values = useValues(block.id);
  const [tried, setTried] = useState<TriedCode | null>(null);
  const [busy, setBusy] = useState(false);
  const code = block.code ?? { source: "" };
  const change = (next: Partial<typeof code>, of: string) => changeBlock({ ...block, code: { ...code, ...next } }, `${block.id} ${of}`);
  const run = async () => {
    setBusy(true);
    try {
      setTried(await tryCode(code, object?.name ?? "", sample?.id ?? null));
    } catch (error) {
      setTried({ output: null, printed: "", error: sentenceOf(error), line: null, milliseconds: 0 });
    }
    setBusy(false);
  };
  const input = Object.fromEntries(Object.entries(code.input ?? {}));
  const given = (next: Values): Values => Object.fromEntries(Object.entries(next).map(([name, value]) => [name, typeof value === "string" && /^\{\{\s*[a-z][\w.]*\s*\}\}$/.test(value) ? { from: value.replace(/[{}\s]/g, "") } : value]));
  const printed = tried ? (Array.isArray(tried.printed) ? tried.printed.join("\n") : tried.printed) : "";
  return (
    <>
      <p className="form-about muted">{t("automation.code.about")}</p>
      <Item label={t("automation.code.input")}>
        <PairsInput key={block.id} label={t("automation.code.input")} value={input} options={values} onChange={(next) => change({ input: given(next) }, "input")} />
      </Item>
      <Item label={t("automation.code.program")}>
        <Suspense fallback={<div className="code-editor" />}>
          <CodeEditor key={block.id} label={t("automation.code.program")} value={code.source} onChange={(source) => change({ source }, "source")} />
        </Suspense>
      </Item>
      <Item label={t("automation.code.output")}>
        <DeclaredEditor label={t("automation.code.output")} value={code.output} onChange={(output) => change({ output }, "output")} />
      </Item>
      <Button icon={<PlayCircleOutlined />} loading={busy} onClick={() => void run()}>
        {sample ? t("automation.code.tryOn", { record: sample.title }) : t("automation.code.try")}
      </Button>
      {tried && (
        <div className="step-data" role="status">
          {tried.error ? <span className="wrong">{tried.line ? `${t("automation.code.line", { line: tried.line })} ` : ""}{tried.error}</span> : JSON.stringify(tried.output, null, 2)}
          {printed && `\n${printed}`}
          {!tried.error && <span className="muted">{`\n${tried.milliseconds} ms`}</span>}
        </div>
      )}
    </>
  );
}
