/** How many of the last notices of a rule were called false alarms, with the reasons. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { RuleState } from "./calls";

export function FalseCount({ row }: { row: RuleState }) {
  const { t } = useTranslation();
  if (row.false_alarms === 0) return null;
  return (
    <div title={row.reasons.join("\n")}>
      <Tag color={row.often_false ? "warning" : "default"}>{t("following.falseOf", { count: row.false_alarms, all: row.answered })}</Tag>
      {row.reasons[0] && <span className="muted">{row.reasons[0]}</span>}
    </div>
  );
}
