/** The rungs of an escalation ladder, as they are kept and as they are said. */
import { useTranslation } from "react-i18next";
import type { Row } from "../../api/types";

export const TARGETS = ["owner", "deputy", "manager", "creator", "user", "team"] as const;
export type Target = (typeof TARGETS)[number];
export const WAYS = ["popup", "email", "push", "sms", "robot"] as const;
export type Way = (typeof WAYS)[number];

const HOUR = 60;
const DAY = 24 * HOUR;

export interface Rung {
  after_rounds?: number | null;
  after_minutes?: number | null;
  to: Target;
  user?: number | null;
  team?: number | null;
  channels?: Way[];
  urgent?: boolean;
}

export function rungsOf(row: Row | null): Rung[] {
  return (row?.["rungs"] as Rung[] | undefined) ?? [];
}

/** Without what a rung of this kind does not have: the server refuses a person beside "the manager". */
export function tidiedRung(rung: Rung): Rung {
  const when = rung.after_minutes == null ? { after_rounds: rung.after_rounds ?? 1 } : { after_minutes: rung.after_minutes };
  const whom = rung.to === "user" ? { user: rung.user ?? null } : rung.to === "team" ? { team: rung.team ?? null } : {};
  return { ...when, to: rung.to, ...whom, channels: rung.channels ?? [], urgent: rung.urgent === true };
}

export function useRungSentence(): (rung: Rung) => string {
  const { t } = useTranslation();
  return (rung) => {
    const minutes = rung.after_minutes;
    const when =
      minutes == null
        ? t("reminders.ladder.afterRounds", { count: rung.after_rounds ?? 1 })
        : minutes % DAY === 0
          ? t("reminders.ladder.afterDays", { count: minutes / DAY })
          : minutes % HOUR === 0
            ? t("reminders.ladder.afterHours", { count: minutes / HOUR })
            : t("reminders.ladder.afterMinutes", { count: minutes });
    const ways = (rung.channels ?? []).map((way) => t(`reminders.ladder.way.${way}`)).join(", ");
    return [when, t(`reminders.ladder.to.${rung.to}`), ways, rung.urgent ? t("reminders.ladder.urgent") : ""].filter(Boolean).join(" · ");
  };
}
