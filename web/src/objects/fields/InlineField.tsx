/**
 * A value that can be edited where it stands; Enter, F2 or a double click begins. Lists have hundreds of these, so that a value which is not
 * being edited is no more than its text and a button; it is drawn anew with the page when the language changes.
 */
import { t } from "i18next";
import { useRef, useState, type KeyboardEvent } from "react";
import type { FieldMeta, Row } from "../../api/types";
import { readDraft } from "../../lib/drafts";
import { FieldShow } from "./FieldShow";
import { InlineEditor, type Editor } from "./InlineEditor";

export interface InlineFieldProps {
  field: FieldMeta;
  record: Row;
  dense?: boolean;
  /** Where a value that could not be saved is kept in this browser until it is. */
  keep?: { user: number; key: string };
  /** Given the record as it was when the editing began, so that another's change in between is noticed. */
  save: (value: unknown, base: Row) => Promise<unknown>;
}

/** Shown; being edited; what was typed on its way to the server. */
export type Stage = "quiet" | "editing" | "saving";

const names = new WeakMap<FieldMeta, string>();

/** "Edit Company": a field has its label in one language, and comes anew in another. */
function nameOf(field: FieldMeta): string {
  const known = names.get(field) ?? t("field.edit", { field: field.label });
  names.set(field, known);
  return known;
}

export function InlineField(props: InlineFieldProps) {
  const { field, record, dense = false, keep } = props;
  const [stage, setStage] = useState<Stage>(() => (keep && field.name in (readDraft(keep.user, keep.key)?.values ?? {}) ? "editing" : "quiet"));
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(null);
  const begin = () => setStage("editing");
  const onKeyDown = (event: KeyboardEvent) => {
    if (editor.current) editor.current.onKeyDown(event);
    else if ((event.key === "Enter" || event.key === "F2") && event.target === box.current) {
      event.preventDefault();
      begin();
    }
  };
  return (
    <div
      ref={box}
      data-inline
      className={`inline-field${stage === "quiet" ? "" : ` is-${stage}`}${dense ? " is-dense" : ""}`}
      tabIndex={stage === "editing" ? -1 : 0}
      role="group"
      aria-label={nameOf(field)}
      onKeyDownCapture={(event) => editor.current?.onEscape(event)}
      onKeyDown={onKeyDown}
      onDoubleClick={stage === "quiet" ? begin : undefined}
      onBlur={(event) => editor.current?.onBlur(event)}
    >
      {stage === "quiet" ? (
        <span className="inline-value">
          <FieldShow field={field} value={record[field.name]} record={record} dense={dense} dash={!dense} />
        </span>
      ) : (
        <InlineEditor {...props} box={box} ref={editor} onStage={setStage} />
      )}
      {stage === "quiet" && <button type="button" className="inline-pencil" tabIndex={-1} aria-label={nameOf(field)} onClick={begin} />}
    </div>
  );
}
