/** While a card is carried, places at the foot of the screen that end the work on it: won, lost. Each is an action and asks for what the action asks. */
import { CheckCircleOutlined, StopOutlined } from "@ant-design/icons";
import { useDroppable } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";
import type { ActionMeta, Choice, Me, ObjectMeta, Row } from "../../api/types";
import { matches } from "../../lib/matches";

const PREFIX = "action:";

export const isZone = (id: string | number): boolean => String(id).startsWith(PREFIX);

/** The zones that fit the record, as places like the columns. */
export function zonesFor(meta: ObjectMeta, row: Row, me: Me): Choice[] {
  const fitting = meta.actions.filter((action) => action.ending && matches(action.available_if, row, me));
  return [...fitting.filter((action) => action.ending === "won"), ...fitting.filter((action) => action.ending === "lost")].map((action) => ({
    value: PREFIX + action.name,
    label: action.label,
    kind: action.ending || null,
  }));
}

/** The action of a zone; undefined for columns. */
export function actionOf(meta: ObjectMeta, id: string | number): ActionMeta | undefined {
  return meta.actions.find((action) => PREFIX + action.name === String(id));
}

export function EndZones({ zones, chosen }: { zones: readonly Choice[]; chosen: string | undefined }) {
  const { t } = useTranslation();
  if (zones.length === 0) return null;
  return (
    <div className="board-zones" role="group" aria-label={t("board.zones")}>
      {zones.map((zone) => (
        <EndZone key={zone.value} zone={zone} isChosen={zone.value === chosen} />
      ))}
    </div>
  );
}

function EndZone({ zone, isChosen }: { zone: Choice; isChosen: boolean }) {
  const { setNodeRef, isOver } = useDroppable({ id: zone.value });
  return (
    <div ref={setNodeRef} className={`board-zone is-${zone.kind}${isOver || isChosen ? " is-over" : ""}`}>
      {zone.kind === "won" ? <CheckCircleOutlined /> : <StopOutlined />} {zone.label}
    </div>
  );
}
