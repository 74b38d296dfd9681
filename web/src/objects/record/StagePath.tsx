/** The stages of a record as a path; one may be chosen, and what it requires is asked for. Ends without success stand apart: they are no steps of the way. */
import { CheckOutlined, StopOutlined } from "@ant-design/icons";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { fieldOf, mayWrite } from "../../api/objects";
import type { Choice, ObjectMeta, Row } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { kindOf } from "../fields/kinds";
import { idOf } from "../fields/reference";
import { useMove } from "../form/useMove";
import { wayOf } from "./way";

export function StagePath({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { move, dialog } = useMove(meta);
  const field = fieldOf(meta, meta.stage_field);
  const value = field ? String(idOf(record[field.name]) ?? "") : "";
  const choices = wayOf(field?.choices ?? [], value);
  if (!field || choices.length < 2) return null;
  const steps = choices.filter((choice) => choice.kind !== "lost");
  const closed = choices.filter((choice) => choice.kind === "lost");
  const now = steps.findIndex((choice) => String(choice.value) === value);
  const may = mayWrite(meta, field);
  const go = (choice: Choice) => move(record, field, kindOf(field).fromChoice?.(choice) ?? choice.value, choice.label).catch((error: unknown) => void message.error(sentenceOf(error)));

  const stage = (choice: Choice, className: string, isNow: boolean, isPast = false) => (
    <button
      key={choice.value}
      type="button"
      className={`${className}${isNow ? " is-now" : ""}`}
      disabled={!may || isNow}
      aria-current={isNow ? "step" : undefined}
      title={isNow ? t("record.stageNow", { stage: choice.label }) : may ? t("record.stageTo", { stage: choice.label }) : choice.label}
      onClick={() => void go(choice)}
    >
      {isPast && <CheckOutlined />} <span className="ellipsis">{choice.label}</span>
    </button>
  );

  return (
    <div className="stage-path" role="group" aria-label={field.label}>
      <div className="stage-steps">{steps.map((choice, at) => stage(choice, `stage is-${at === now ? (choice.kind || "open") : at < now ? "past" : "next"}`, at === now, at < now))}</div>
      {closed.length > 0 && (
        <div className="stage-ends" role="group" aria-label={t("record.stageEnds")}>
          <span className="muted">
            <StopOutlined /> {t("record.stageEnds")}
          </span>
          {closed.map((choice) => stage(choice, "stage-end", String(choice.value) === value))}
        </div>
      )}
      {dialog}
    </div>
  );
}
