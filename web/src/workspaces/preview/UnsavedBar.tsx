/** What was typed and is not saved: forms left half-filled, and edits that did not reach the server. */
import { Alert, Button } from "antd";
import { use, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { fieldOf, recordPath, useObjects } from "../../api/objects";
import { useMe } from "../../api/session";
import type { ObjectMeta } from "../../api/types";
import { allDrafts, dropDraft, onDrafts } from "../../lib/drafts";
import { FormContext } from "../../objects/form/FormContext";

const SHOWN = 3;

export function UnsavedBar() {
  const { t } = useTranslation();
  const me = useMe();
  const objects = useObjects();
  const { pathname } = useLocation();
  const { openForm } = use(FormContext);
  const [drafts, setDrafts] = useState(() => allDrafts(me.id));
  // While a form is open its draft grows with every key; the bar is for those who come back, so it shows what was there before.
  const [known, setKnown] = useState(() => new Set(drafts.map((each) => each.key)));
  useEffect(() => onDrafts(() => setDrafts(allDrafts(me.id))), [me.id]);
  const [at, setAt] = useState(pathname);
  if (at !== pathname) {
    setAt(pathname);
    setKnown(new Set(drafts.map((each) => each.key)));
  }
  const shown = drafts.flatMap((draft) => {
    const meta = objects.find((each) => each.name === draft.object && each.rights.read);
    const isHere = meta && draft.record !== "new" && pathname === recordPath(meta, draft.record);
    return meta && known.has(draft.key) && !isHere ? [{ ...draft, meta }] : [];
  });
  /** Of a field that was edited in place, or of what one began to write about the record. */
  const labelOf = (meta: ObjectMeta, part: string) => fieldOf(meta, part)?.label ?? objects.find((each) => part === `write-${each.name}`)?.label ?? part;
  if (shown.length === 0) return null;
  return (
    <Alert
      banner
      type="info"
      title={
        <span className="unsaved">
          {t("preview.unsaved", { count: shown.length })}
          {shown.slice(0, SHOWN).map(({ key, meta, record, part, title }) => (
            <span key={key} className="unsaved-one">
              {record === "new" ? (
                <Button size="small" type="link" onClick={() => openForm({ object: meta.name })}>
                  {t("preview.newOne", { object: meta.label })}
                </Button>
              ) : (
                <Link to={recordPath(meta, record)}>
                  {title || `#${record}`}
                  {part !== "form" && ` · ${labelOf(meta, part)}`}
                </Link>
              )}
              <Button size="small" type="text" onClick={() => dropDraft(me.id, key)} aria-label={`${t("preview.discard")}: ${title || meta.label}`}>
                {t("preview.discard")}
              </Button>
            </span>
          ))}
        </span>
      }
    />
  );
}
