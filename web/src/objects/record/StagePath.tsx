/** The stages of a record as a path; one may be chosen, and what it requires is asked for. */
import { CheckOutlined } from "@ant-design/icons";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { fieldOf, mayWrite } from "../../api/objects";
import type { Choice, ObjectMeta, Row } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { idOf } from "../fields/reference";
import { useMove } from "../form/useMove";

export function StagePath({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { move, dialog } = useMove(meta);
  const field = fieldOf(meta, meta.stage_field);
  const choices = field?.choices ?? [];
  if (!field || choices.length < 2) return null;
  const now = choices.findIndex((choice) => String(choice.value) === String(idOf(record[field.name]) ?? ""));
  const lost = choices[now]?.kind === "lost";
  const may = mayWrite(meta, field);
  const go = (choice: Choice) => move(record, field, choice.value, choice.label).catch((error: unknown) => void message.error(sentenceOf(error)));

  return (
    <div className="stage-path" role="group" aria-label={field.label}>
      {choices.map((choice, at) => {
        const state = at === now ? (choice.kind ?? "open") : at < now && !lost && choice.kind !== "lost" ? "past" : "next";
        const name = at === now ? t("record.stageNow", { stage: choice.label }) : t("record.stageTo", { stage: choice.label });
        return (
          <button key={choice.value} type="button" className={`stage is-${state}${at === now ? " is-now" : ""}`} disabled={!may || at === now} aria-current={at === now ? "step" : undefined} title={name} onClick={() => void go(choice)}>
            {state === "past" && <CheckOutlined />} <span className="ellipsis">{choice.label}</span>
          </button>
        );
      })}
      {dialog}
    </div>
  );
}
