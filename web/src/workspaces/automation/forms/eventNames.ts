/** The events that a workflow can look for: named business events, and changes of the record and of what points to it. Pure. */
import type { ObjectMeta } from "../../../api/types";
import type { Palette } from "../designer/calls";
import type { Words } from "../document/scope";

export interface EventName {
  value: string;
  label: string;
}

const WORK = ["note", "call", "task", "meeting", "email_message"];

/** What somebody does who works on a record. */
export function signsOfWork(object: ObjectMeta | undefined, objects: readonly ObjectMeta[]): string[] {
  return [...(object ? [`${object.name}.updated`] : []), ...WORK.filter((name) => objects.some((meta) => meta.name === name)).map((name) => `${name}.created`)];
}

export function eventNames(object: ObjectMeta | undefined, objects: readonly ObjectMeta[], palette: Palette, words: Words): EventName[] {
  const around = [object?.name, ...(object?.related ?? []).map((each) => each.object)];
  const metas = objects.filter((meta) => around.includes(meta.name) && !meta.is_setup);
  const named = palette.events.map((event) => {
    const meta = objects.find((each) => each.name === event.name.split(".")[0]);
    return { value: event.name, label: meta && !event.label.includes(meta.label) ? `${meta.label} · ${event.label}` : event.label };
  });
  const plain = metas.flatMap((meta) => ["created", "updated", "deleted"].map((kind) => ({ value: `${meta.name}.${kind}`, label: words(`automation.form.event.${kind}`, { object: meta.label }) })));
  return [...named, ...plain].filter((each, at, all) => all.findIndex((other) => other.value === each.value) === at);
}
