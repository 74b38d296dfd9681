/** Things of a set-up by kind; kinds that may be left out have a box to tick. */
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { byKind, type Line } from "./calls";

interface Props {
  lines: readonly Line[];
  /** Kinds that may be left out; nothing can be without this. */
  leaves?: readonly string[];
  leftOut?: readonly string[];
  onLeaveOut?: (kind: string, out: boolean) => void;
}

export function Lines({ lines, leaves = [], leftOut = [], onLeaveOut }: Props) {
  const { t } = useTranslation();
  const leafOf = (kind: string) => (kind === "playbook_item" ? "playbook" : kind);
  return (
    <div className="setup-lines">
      {byKind(lines).map(([kind, several]) => (
        <div key={kind} className={leftOut.includes(leafOf(kind)) ? "setup-kind is-out" : "setup-kind"}>
          {onLeaveOut && leaves.includes(kind) && <Checkbox aria-label={several[0]?.kind_label} checked={!leftOut.includes(kind)} onChange={(event) => onLeaveOut(kind, !event.target.checked)} />}
          <details open={several.length <= 24}>
            <summary>
              {several[0]?.kind_label} <span className="muted">{several.length}</span>
            </summary>
            <ul>
              {several.map((line) => (
                <li key={line.key}>
                  <span className="setup-title">{line.title}</span>
                  {line.about && <span className="muted">{line.about}</span>}
                  {line.detail && line.changes.length === 0 && <span className="muted setup-detail">{line.detail}</span>}
                  {line.changes.map((change) => (
                    <span key={change.label} className="setup-change">
                      {change.label}
                      {t("industries.colon")}
                      {change.old && <del>{change.old}</del>} <ins>{change.new}</ins>
                    </span>
                  ))}
                  {line.reason && <span className="setup-reason">{line.reason}</span>}
                </li>
              ))}
            </ul>
          </details>
        </div>
      ))}
    </div>
  );
}
