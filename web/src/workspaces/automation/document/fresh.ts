/** New blocks and triggers as the picker puts them in, with what can be guessed from where they stand. Pure. */
import { newId, takenIds } from "./ids";
import { blocksBefore, outcomesOf } from "./scope";
import { listAt, type Place } from "./tree";
import type { Block, Document, Kind, Trigger, TriggerOn } from "./types";

/** What the picker offers beside actions; `wait_else` is a wait and the question whether its time was up. */
export const OFFERED = ["if", "wait_else", "wait", "ask_approval", "ask_task", "ask_form", "switch", "loop", "parallel", "try", "call", "code", "stop"] as const;
export type Offered = (typeof OFFERED)[number];

/** The block just before a place, by which an if is guessed. */
function blockBefore(document: Document, place: Place): Block | null {
  const list = listAt(document, place.list);
  if (place.at > 0) return list?.[place.at - 1] ?? null;
  const around = place.list.split(":")[0];
  return around ? (blocksBefore(document, around).at(-1) ?? null) : null;
}

function ask(kind: "task" | "approval" | "form", id: string): Block {
  return { id, ask: { kind, to: [{ role_of: kind === "approval" ? "owner_manager" : "owner" }], text: {}, ...(kind === "form" ? { fields: [{ name: "answer", label: {}, type: "text" }] } : {}) } };
}

export function freshBlocks(what: Offered, document: Document, place: Place): Block[] {
  const taken = takenIds(document);
  const id = (base: string) => {
    const next = newId(base, taken);
    taken.add(next);
    return next;
  };
  switch (what) {
    case "if": {
      const before = blockBefore(document, place);
      const outcome = before && outcomesOf(before)[0];
      return [{ id: id("if"), if: before && outcome ? { step: before.id, outcome } : {}, then: [], else: [] }];
    }
    case "wait_else": {
      const wait: Block = { id: id("wait"), wait: { for: [{ filter: {} }], at_most: { days: 2 } } };
      return [wait, { id: id("late"), if: { step: wait.id, outcome: "time" }, then: [], else: [] }];
    }
    case "wait":
      return [{ id: id("wait"), wait: { time: { days: 1 } } }];
    case "ask_approval":
      return [ask("approval", id("approval"))];
    case "ask_task":
      return [ask("task", id("task"))];
    case "ask_form":
      return [ask("form", id("form"))];
    case "switch":
      return [{ id: id("switch"), switch: { field: "", cases: [{ values: [], steps: [] }], default: [] } }];
    case "loop":
      return [{ id: id("each"), loop: { related: "" }, steps: [] }];
    case "parallel":
      return [{ id: id("both"), parallel: { branches: [{ steps: [] }, { steps: [] }], join: "all" } }];
    case "try":
      return [{ id: id("try"), try: [], on_error: [] }];
    case "call":
      return [{ id: id("call"), call: { workflow: 0, wait: true } }];
    case "code":
      return [{ id: id("code"), code: { source: "def main(input):\n    return {}\n", input: {}, output: [] } }];
    case "stop":
      return [{ id: id("stop"), stop: "done" }];
  }
}

export function freshAction(action: string, document: Document): Block {
  const input: Record<string, unknown> = action === "notice.send" || action === "mail.send" ? { to: [{ role_of: "owner" }] } : {};
  return { id: newId(action.split(".").pop() ?? "step", takenIds(document)), action, input };
}

export function freshPlugin(plugin: string, document: Document): Block {
  return { id: newId(plugin.split(".").pop() ?? "step", takenIds(document)), plugin, input: {} };
}

export function freshTrigger(on: TriggerOn, language: string): Trigger {
  switch (on) {
    case "stayed":
      return { on, field: "", for: { days: 3 } };
    case "date":
      return { on, field: "", offset: { days: -3 }, at: "09:00" };
    case "schedule":
      return { on, schedule: { every: "day", at: "09:00" } };
    case "button":
      return { on, label: { [language]: "" } };
    case "entered":
    case "left":
      return { on, field: "", values: [] };
    default:
      return { on };
  }
}

/** Kinds whose block has branches. */
export const BRANCHING: readonly Kind[] = ["if", "switch", "loop", "parallel", "try"];
