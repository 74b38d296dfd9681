/** Stores the draft by itself a moment after each change, and says so; when somebody else has changed it meanwhile, it asks whose stays. */
import { useCallback, useEffect, useRef, useState } from "react";
import { isProblem } from "../../../api/problem";
import { titleOf } from "../../../objects/fields/reference";
import { sentenceOf } from "../../../ui/Problems";
import type { Document } from "../document/types";
import { readDraft, writeDraft } from "./calls";

export type Saving =
  | { state: "same" }
  | { state: "pending" }
  | { state: "saving" }
  | { state: "saved"; at: string }
  | { state: "failed"; sentence: string }
  | { state: "conflict"; who: string; at: string | null };

const PAUSE = 900;

export function useDraft(workflow: number, document: Document, start: number, mayWrite: boolean) {
  const [saving, setSaving] = useState<Saving>({ state: "same" });
  const version = useRef(start);
  const stored = useRef(document);
  const latest = useRef(document);
  const going = useRef<Promise<void> | null>(null);
  const blocked = useRef(false);

  const store = useCallback(async () => {
    while (going.current) await going.current;
    if (latest.current === stored.current || blocked.current) return;
    const work = async () => {
      const mine = latest.current;
      setSaving({ state: "saving" });
      try {
        const answer = await writeDraft(workflow, mine, version.current);
        version.current = answer.number;
        stored.current = mine;
        setSaving({ state: "saved", at: new Date().toISOString() });
      } catch (error) {
        if (isProblem(error, "stale")) {
          blocked.current = true;
          const { editor, changed_at } = error.document;
          setSaving({ state: "conflict", who: typeof editor === "string" ? editor : titleOf(editor), at: changed_at ?? null });
        } else setSaving({ state: "failed", sentence: sentenceOf(error) });
      }
    };
    going.current = work().finally(() => {
      going.current = null;
    });
    await going.current;
  }, [workflow]);

  useEffect(() => {
    latest.current = document;
    if (!mayWrite || document === stored.current || blocked.current) return;
    const said = window.setTimeout(() => setSaving({ state: "pending" }), 0);
    const timer = window.setTimeout(() => void store(), PAUSE);
    return () => {
      window.clearTimeout(timer);
      window.clearTimeout(said);
    };
  }, [document, mayWrite, store]);

  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (mayWrite && latest.current !== stored.current) {
        void store();
        event.preventDefault();
      }
    };
    window.addEventListener("beforeunload", leave);
    return () => {
      window.removeEventListener("beforeunload", leave);
      if (mayWrite) void store();
    };
  }, [mayWrite, store]);

  /** Mine replaces what the other person stored. */
  const keepMine = async () => {
    version.current = (await readDraft(workflow)).number;
    blocked.current = false;
    stored.current = { object: "", triggers: [], steps: [] };
    await store();
  };
  /** The other person's draft; the caller puts it on the canvas. */
  const takeTheirs = async (): Promise<Document> => {
    const theirs = await readDraft(workflow);
    version.current = theirs.number;
    blocked.current = false;
    setSaving({ state: "same" });
    stored.current = theirs.document;
    latest.current = theirs.document;
    return theirs.document;
  };
  return { saving, store, keepMine, takeTheirs };
}
