/** What changed between two versions: listed, and marked on the drawing of the newer one. */
import { useQuery } from "@tanstack/react-query";
import { Select, Tag } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { definitionQuery, versionsQuery } from "../calls";
import { Canvas } from "../canvas/Canvas";
import type { Document } from "../document/types";
import { compareQuery } from "./calls";
import { drawnTexts } from "./drawnTexts";
import { leaves } from "./leaves";
import "../designer/designer.css";
import "./running.css";

const colors: Record<string, string> = { added: "success", removed: "error", changed: "processing", moved: "processing" };

export function CompareVersions({ workflow, version }: { workflow: number; version: number }) {
  const { t } = useTranslation();
  const versions = useQuery(versionsQuery(workflow)).data ?? [];
  const [chosen, setChosen] = useState<number | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const before = chosen ?? versions.find((each) => each.number < version)?.number ?? 0;
  const { data, error, refetch } = useQuery({ ...compareQuery(workflow, before, version), enabled: before > 0 });
  const definition = useQuery(definitionQuery(workflow, version)).data;
  const texts = useMemo(() => (definition ? drawnTexts(definition.blocks) : {}), [definition]);
  const marks = useMemo(() => Object.fromEntries((data ?? []).map((each) => [each.block, { status: each.change }])), [data]);
  return (
    <div className="designer">
      <div className="designer-bar">
        <b>{t("automation.runPage.version", { number: version })}</b>
        <span className="muted">{t("automation.compare.to")}</span>
        <Select size="small" aria-label={t("automation.compare.to")} value={before || null} options={versions.filter((each) => each.number !== version).map((each) => ({ value: each.number, label: t("automation.runPage.version", { number: each.number }) }))} onChange={setChosen} />
      </div>
      <div className="designer-stage">
        <div className="designer-canvas">{definition ? <Canvas document={definition.document as unknown as Document} texts={texts} marks={marks} selected={selected} onSelect={setSelected} label={t("automation.compare.title")} /> : <Loading />}</div>
        <aside className="designer-panel" aria-label={t("automation.compare.title")}>
          <div className="designer-panel-body">
            {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
            {data?.length === 0 && <p className="muted">{t("automation.compare.nothing")}</p>}
            {(data ?? [])
              .filter((each) => selected === null || each.block === selected)
              .map((each, at) => (
                <div key={at} className="form-card">
                  <div className="form-line">
                    <Tag color={colors[each.change] ?? "default"}>{t(`automation.mark.${each.change}`)}</Tag>
                    <button type="button" className="document-block dry-step" onClick={() => setSelected(each.block)}>
                      {each.text}
                    </button>
                  </div>
                  {each.change === "changed" &&
                    leaves(each.before, each.after).map((leaf) => (
                      <div key={leaf.path} className="compare-leaf">
                        <code className="muted">{leaf.path}</code>
                        <span>
                          <del className="muted">{shownValue(leaf.before)}</del> → {shownValue(leaf.after)}
                        </span>
                      </div>
                    ))}
                </div>
              ))}
          </div>
        </aside>
      </div>
    </div>
  );
}

const shownValue = (value: unknown): string => (value === undefined || value === null || value === "" ? "–" : typeof value === "string" ? value : JSON.stringify(value));
