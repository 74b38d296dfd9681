/** Two people changed the same record: names the other one and lets this one choose, field by field. */
import { Alert, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldOf } from "../../api/objects";
import { showRelative } from "../../lib/time";
import { FieldShow } from "../fields/FieldShow";
import { sameValue } from "../fields/kinds";
import type { Conflict } from "./FormContext";

export function ConflictDialog({ conflict, onDone }: { conflict: Conflict; onDone: (values: Record<string, unknown> | null) => void }) {
  const { t } = useTranslation();
  const { meta, base, mine, problem } = conflict;
  const { changed_at, current } = problem.document;
  const said = problem.document.editor;
  const editor = typeof said === "string" ? said : said?.title;
  const fields = Object.keys(mine).flatMap((name) => fieldOf(meta, name) ?? []);
  const contested = fields.filter((field) => current && !sameValue(field, base[field.name], current[field.name]) && !sameValue(field, mine[field.name], current[field.name]));
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());

  const choose = (name: string, side: string) => {
    const next = new Set(theirs);
    if (side === "theirs") next.add(name);
    else next.delete(name);
    setTheirs(next);
  };

  return (
    <Modal
      open
      width={680}
      zIndex={1500}
      title={editor ? t("stale.title", { who: editor }) : t("stale.titleUnknown")}
      okText={t("stale.save")}
      cancelText={t("common.cancel")}
      onCancel={() => onDone(null)}
      onOk={() => onDone(Object.fromEntries(Object.entries(mine).filter(([name]) => !theirs.has(name))))}
    >
      {changed_at && <p className="muted">{t("stale.text", { when: showRelative(changed_at) })}</p>}
      {contested.length === 0 ? (
        <Alert type="info" showIcon title={t("stale.onlyOthers")} />
      ) : (
        <table className="conflict">
          <thead>
            <tr>
              <th>{t("stale.field")}</th>
              <th>{t("stale.mine")}</th>
              <th>{editor || t("stale.theirs")}</th>
            </tr>
          </thead>
          <tbody>
            {contested.map((field) => (
              <tr key={field.name}>
                <th scope="row">{field.label}</th>
                {(["mine", "theirs"] as const).map((side) => (
                  <td key={side}>
                    <Radio checked={theirs.has(field.name) === (side === "theirs")} onChange={() => choose(field.name, side)} aria-label={`${field.label}: ${t(`stale.${side}`)}`}>
                      <FieldShow dash field={field} value={side === "mine" ? mine[field.name] : current?.[field.name]} record={current} />
                    </Radio>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
  );
}
