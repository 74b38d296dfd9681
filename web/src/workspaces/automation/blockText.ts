/** Where a problem of a workflow document lies, to show it in the editor. Pure. */

/** The position of the block with this id in the text, or -1. */
export function placeOf(text: string, block: string): number {
  if (block === "document") return 0;
  if (block === "trigger") return text.indexOf('"triggers"');
  const found = new RegExp(`"id"\\s*:\\s*"${block.replace(/[^a-z0-9_]/g, "")}"`).exec(text);
  return found ? found.index : -1;
}

/** What a new workflow for an object starts with. */
export function emptyDocument(object: string): Record<string, unknown> {
  return {
    object,
    triggers: [{ on: "created" }],
    steps: [{ id: "first", action: "notice.send", input: { to: [{ role_of: "owner" }], title: { en: "Title", "zh-hans": "标题" }, body: { en: "", "zh-hans": "" } } }],
  };
}

const FIRST = ["object", "id", "title", "triggers", "on", "action", "if", "wait", "stop", "input", "filter", "steps", "then", "else"];

/** The same document with its keys in the order in which people read it: the server keeps no order. */
export function inReadingOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inReadingOrder);
  if (typeof value !== "object" || value === null) return value;
  const place = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => place(a) - place(b))
      .map(([key, inner]) => [key, inReadingOrder(inner)]),
  );
}
