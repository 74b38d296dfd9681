/** What gates say about the new rows; a question can be answered once for all of them. */
import { Alert, Checkbox, Input, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { PreviewGate } from "./calls";

interface Props {
  gates: PreviewGate[];
  answers: Record<string, string>;
  onChange: (answers: Record<string, string>) => void;
}

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
          {gate.outcome === "ask" && (
            <Checkbox checked={gate.gate in answers} onChange={(event) => answer(gate.gate, event.target.checked ? "" : null)}>
              {t("imports.gates.goOn")}
            </Checkbox>
          )}
          {gate.outcome === "ask" && gate.needs_reason && gate.gate in answers && <Input aria-label={t("imports.gates.reason")} placeholder={t("imports.gates.reason")} maxLength={1000} value={answers[gate.gate]} onChange={(event) => answer(gate.gate, event.target.value)} />}
        </div>
      ))}
    />
  );
}
