/** What gates say about the rows; a question can be answered once for all of them, and what needs approval sent for it. */
import { Alert, Checkbox, Input, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { PreviewGate } from "./calls";

interface Props {
  gates: PreviewGate[];
  answers: Record<string, string>;
  onChange: (answers: Record<string, string>) => void;
}

const words = (gate: PreviewGate) => (gate.outcome === "approve" ? "imports.gates.remark" : "imports.gates.reason");

export function GateAnswers({ gates, answers, onChange }: Props) {
  const { t } = useTranslation();
  const answer = (gate: string, given: string | null) => {
    const rest = Object.fromEntries(Object.entries(answers).filter(([name]) => name !== gate));
    onChange(given === null ? rest : { ...rest, [gate]: given });
  };
  return (
    <Alert
      type="warning"
      className="gap-below import-duplicates"
      title={<b>{t("imports.gates.title")}</b>}
      description={gates.map((gate) => (
        <div key={gate.gate} className="import-gate">
          <div>
            <Tag>{t("imports.gates.rows", { count: gate.rows })}</Tag> <span className="pre-line">{gate.text}</span> <span className="muted">{t(`imports.gates.left.${gate.outcome}`)}</span>
          </div>
          {(gate.outcome === "ask" || gate.outcome === "approve") && (
            <Checkbox checked={gate.gate in answers} onChange={(event) => answer(gate.gate, event.target.checked ? "" : null)}>
              {gate.outcome === "ask" ? t("imports.gates.goOn") : t("imports.gates.send", { names: gate.approvers })}
            </Checkbox>
          )}
          {(gate.needs_reason || gate.outcome === "approve") && gate.gate in answers && <Input aria-label={t(words(gate))} placeholder={t(words(gate))} required={gate.needs_reason} maxLength={1000} value={answers[gate.gate]} onChange={(event) => answer(gate.gate, event.target.value)} />}
        </div>
      ))}
    />
  );
}
