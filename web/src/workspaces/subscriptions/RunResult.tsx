/** How one time went: when, and sent, nothing to tell, or failed and why. */
import { Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { showDateTime } from "../../lib/time";
import type { RunShown } from "./calls";

const COLORS: Record<RunShown["status"], string> = { due: "processing", retrying: "warning", sent: "success", nothing: "default", failed: "error", stopped: "error" };

export function RunResult({ run }: { run: RunShown }) {
  const { t } = useTranslation();
  const tag = <Tag color={COLORS[run.status]}>{t(`subscriptions.result.${run.status}`)}</Tag>;
  return (
    <span>
      {run.reason ? <Tooltip title={run.reason}>{tag}</Tooltip> : tag}
      <span className="muted">{showDateTime(run.made_at ?? run.due_at)}</span>
    </span>
  );
}
