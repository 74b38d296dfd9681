/** What a block can take its values from: the record and what it points to, the item of a loop, the trigger, and what earlier blocks gave. Pure. */
import type { FieldMeta, ObjectMeta } from "../../../api/types";
import type { Palette } from "../designer/calls";
import { allBlocks, findBlock } from "./tree";
import { kindOf, type Block, type Declared, type Document, type Texts, type Trigger } from "./types";

export interface ValueOption {
  path: string;
  label: string;
  group: string;
  type: string;
  object?: string | null | undefined;
}

/** Words of the page by key, so that this stays free of the translation library. */
export type Words = (key: string, values?: Record<string, unknown>) => string;

export interface Surroundings {
  document: Document;
  objects: readonly ObjectMeta[];
  palette: Palette;
  language: string;
  words: Words;
}

export const inLanguage = (texts: Texts | undefined, language: string): string => texts?.[language] || texts?.["zh-hans"] || texts?.["en"] || Object.values(texts ?? {})[0] || "";

/** The blocks that have been done when this one begins: those before it, and those around it. */
export function blocksBefore(document: Document, id: string): Block[] {
  const found = findBlock(document, id);
  if (!found) return [];
  const chain = [...found.around, found.block];
  return chain.flatMap((block) => {
    const place = findBlock(document, block.id);
    const before = place ? allBlocks(place.siblings.slice(0, place.place.at)) : [];
    return block.id === id ? before : [...before, block];
  });
}

/** The innermost loop around a block. */
export function loopAround(document: Document, id: string): Block | null {
  return findBlock(document, id)?.around.findLast((block) => kindOf(block) === "loop") ?? null;
}

/** The object that the passes of a loop are about; null if not known (a list that a program made). */
export function objectOfLoop(block: Block): string | null {
  const { related, object } = block.loop ?? {};
  return related ? (related.split(".")[0] ?? null) : object || null;
}

/** The object that an action works on, by its `on`: the record, what it points to, the item, or what an earlier step gave. */
export function objectOn(on: string | undefined, id: string, around: Surroundings): ObjectMeta | undefined {
  const named = (name: string | null | undefined) => around.objects.find((meta) => meta.name === name);
  const reach = (meta: ObjectMeta | undefined, path: string[]): ObjectMeta | undefined =>
    path.reduce<ObjectMeta | undefined>((now, part) => named(now?.fields.find((field) => field.name === part)?.object), meta);
  if (!on) return named(around.document.object);
  const [first = "", ...rest] = on.split(".");
  if (first === "item") {
    const loop = loopAround(around.document, id);
    return reach(named(loop && objectOfLoop(loop)), rest);
  }
  if (first === "steps") {
    const block = allBlocks(around.document.steps).find((each) => each.id === rest[0]);
    const output = block && outputsOf(block, around).find((each) => each.object && (rest.length < 2 || each.name === rest[1]));
    return named(output?.object === "*" ? around.document.object : output?.object);
  }
  return reach(named(around.document.object), on.replace(/^record\./, "").split("."));
}

export interface Output {
  name: string;
  label: string;
  type: string;
  object?: string | null | undefined;
}

const declared = (values: readonly Declared[] | undefined, prefix: string, language: string): Output[] =>
  (values ?? []).map((each) => ({ name: prefix + each.name, label: inLanguage(each.label, language) || each.name, type: each.type ?? "text", object: each.object || (each.type === "user" ? "user" : null) }));

/** What a block gives to those after it. */
export function outputsOf(block: Block, { palette, words, language }: Pick<Surroundings, "palette" | "words" | "language">): Output[] {
  const one = (name: string, type = "text", object?: string): Output => ({ name, label: words(`automation.output.${name}`), type, object });
  switch (kindOf(block)) {
    case "action":
      return (palette.actions.find((action) => action.name === block.action)?.outputs ?? []).map((output) => ({ ...output }));
    case "plugin":
      return (palette.plugins.find((plugin) => plugin.name === block.plugin)?.outputs ?? []).map((output) => ({ ...output }));
    case "wait":
      return [one("outcome")];
    case "ask":
      return [one("outcome"), one("comment", "long_text"), one("by", "user", "user"), ...declared(block.ask?.fields, "values.", language)];
    case "loop":
      return [one("count", "number")];
    case "try":
      return [one("error")];
    case "code":
      return declared(block.code?.output, "", language);
    case "call":
      return [one("status"), one("result", "json")];
    default:
      return [];
  }
}

/** The ways in which a block can end, for a condition that looks at it; empty if it has only one. */
export function outcomesOf(block: Block): string[] {
  if (block.wait) return block.wait.for?.length ? [...(Object.keys(block.wait.at_most ?? {}).length > 0 ? ["time"] : []), ...(block.wait.for.some((each) => each.event?.length) ? ["event"] : []), ...(block.wait.for.some((each) => !each.event?.length) ? ["condition"] : [])] : [];
  if (!block.ask) return [];
  const answers = block.ask.kind === "approval" ? ["approved", "rejected", ...(block.ask.return_to ? ["returned"] : [])] : ["done"];
  return [...answers, ...(Object.keys(block.ask.due ?? {}).length > 0 ? ["time"] : [])];
}

const fieldOption = (field: FieldMeta, path: string, group: string, through = ""): ValueOption => ({
  path: `${path}.${field.name}`,
  label: through ? `${through} › ${field.label}` : field.label,
  group,
  type: field.type,
  object: field.object ?? (field.type === "user" ? "user" : null),
});

const HIDDEN = new Set(["id", "version", "created_at", "updated_at", "external_id"]);

function fieldsOf(meta: ObjectMeta | undefined, path: string, group: string, objects: readonly ObjectMeta[]): ValueOption[] {
  if (!meta) return [];
  const own = meta.fields.filter((field) => !["id", "version"].includes(field.name));
  const first = (field: FieldMeta) => (field.name === meta.title_field ? 0 : HIDDEN.has(field.name) ? 2 : 1);
  const through = own.flatMap((field) => {
    const target = objects.find((each) => each.name === (field.object ?? (field.type === "user" ? "user" : null)));
    if (!target || field.type === "references") return [];
    const few = target.fields.filter((inner) => !HIDDEN.has(inner.name) && !["json", "references", "file"].includes(inner.type)).slice(0, 24);
    return few.map((inner) => fieldOption(inner, `${path}.${field.name}`, group, field.label));
  });
  return [...own.sort((a, b) => first(a) - first(b)).map((field) => fieldOption(field, path, group)), ...through];
}

function ofTriggers(triggers: readonly Trigger[], words: Words, language: string): ValueOption[] {
  const group = words("automation.scope.trigger");
  const options: ValueOption[] = [{ path: "trigger.by", label: words("automation.scope.by"), group, type: "user", object: "user" }];
  for (const trigger of triggers) {
    options.push(...declared(trigger.input, "input.", language).map((each) => ({ ...each, path: `trigger.${each.name}`, group })));
    if (trigger.on === "webhook") options.push({ path: "trigger.body", label: words("automation.scope.body"), group, type: "json" });
    if (trigger.on === "failure") options.push({ path: "trigger.error", label: words("automation.scope.error"), group, type: "text" });
    if (["updated", "satisfies", "entered", "left"].includes(trigger.on)) {
      const names = [...new Set([...(trigger.fields ?? []), ...(trigger.field ? [trigger.field] : [])])];
      options.push(...names.map((name) => ({ path: `trigger.old.${name}`, label: words("automation.scope.before", { field: name }), group, type: "text" })));
    }
  }
  return options.filter((option, at) => options.findIndex((each) => each.path === option.path) === at);
}

/** All values that block `id` can name, those nearest to it first. */
export function valuesAt(id: string, around: Surroundings): ValueOption[] {
  const { document, objects, words, language, palette } = around;
  const named = (name: string | null | undefined) => objects.find((meta) => meta.name === name);
  const loop = loopAround(document, id);
  const record = named(document.object);
  const before = blocksBefore(document, id).reverse();
  return [
    ...(loop ? fieldsOf(named(objectOfLoop(loop)), "item", words("automation.scope.item"), objects) : []),
    ...fieldsOf(record, "record", record ? words("automation.scope.record", { object: record.label }) : "", objects),
    ...(record ? [{ path: "record.url", label: words("automation.scope.url"), group: words("automation.scope.record", { object: record.label }), type: "url" }] : []),
    ...before.flatMap((block) =>
      outputsOf(block, { palette, words, language }).map((output) => ({
        path: `steps.${block.id}.${output.name}`,
        label: output.label,
        group: inLanguage(block.title, language) || palette.actions.find((action) => action.name === block.action)?.label || words(`automation.kind.${kindOf(block)}`),
        type: output.type,
        object: output.object,
      })),
    ),
    ...ofTriggers(document.triggers, words, language),
  ];
}

const LIKE: Record<string, readonly string[]> = {
  number: ["number", "money", "computed"],
  money: ["number", "money", "computed"],
  date: ["date", "datetime"],
  datetime: ["date", "datetime"],
  user: ["user"],
  boolean: ["boolean"],
};

/** Does a value of this kind fit into a field of that type? When not known, yes. */
export function fits(option: ValueOption, type: string, object?: string | null): boolean {
  if (type === "reference") return !object || !option.object || option.object === object;
  const like = LIKE[type];
  return !like || like.includes(option.type) || option.type === "json";
}
