/** The designer's blocks: what a new one holds, what the list says of one, and the order of them. */
import type { Start, Value, Values } from "../calls";

export type Block = Start["blocks"][number];
export type BlockType = Block["type"];
export type BlockOf<T extends BlockType> = Extract<Block, { type: T }>;

const FIRST: { [T in BlockType]: BlockOf<T> } = {
  letterhead: { key: "", type: "letterhead", logo: true, contact: true, every_page: false },
  title: { key: "", type: "title", zh: "", en: "", align: "center", level: 1 },
  text: { key: "", type: "text", zh: "", en: "", align: "left", size: null, bold: false },
  fields: { key: "", type: "fields", fields: [], columns: 2, border: "grid", hide_empty: false },
  lines: { key: "", type: "lines", object: "", columns: [], sums: [], numbered: true, words: false, limit: null, border: "grid", hide_empty: false, zh: "", en: "" },
  words: { key: "", type: "words", field: "" },
  signature: { key: "", type: "signature", left_zh: "甲方", left_en: "Party A", right_zh: "乙方", right_en: "Party B", stamp: true, date: true },
  code: { key: "", type: "code", kind: "qr", field: "url", align: "right", width: 24 },
  rule: { key: "", type: "rule" },
  space: { key: "", type: "space", mm: 8 },
  pagebreak: { key: "", type: "pagebreak" },
  footer: { key: "", type: "footer", zh: "", en: "", pages: true, printed: true },
};

export const TYPES = Object.keys(FIRST) as BlockType[];

/** A key that no block has yet. */
export function freshKey(blocks: readonly Block[]): string {
  const taken = new Set(blocks.map((block) => block.key));
  let number = blocks.length + 1;
  while (taken.has(`b${number}`)) number += 1;
  return `b${number}`;
}

/** What the server stored, each block whole and with a key of its own. */
export function readBlocks(stored: unknown): Block[] {
  const found: Block[] = [];
  for (const each of Array.isArray(stored) ? (stored as Partial<Block>[]) : []) {
    if (!each.type || !(each.type in FIRST)) continue;
    const whole = { ...FIRST[each.type], ...each } as Block;
    found.push(whole.key && !found.some((other) => other.key === whole.key) ? whole : { ...whole, key: freshKey(found) });
  }
  return found;
}

/** With a new block, before a footer at the end, where one would look for it. */
export function withBlock(blocks: readonly Block[], type: BlockType): { blocks: Block[]; key: string } {
  const made = { ...FIRST[type], key: freshKey(blocks) } as Block;
  const at = blocks.at(-1)?.type === "footer" ? blocks.length - 1 : blocks.length;
  return { blocks: [...blocks.slice(0, at), made, ...blocks.slice(at)], key: made.key };
}

export function duplicated(blocks: readonly Block[], key: string): Block[] {
  return blocks.flatMap((block) => (block.key === key ? [block, { ...block, key: freshKey(blocks) }] : [block]));
}

export function moved(blocks: readonly Block[], key: string, to: number): Block[] {
  const block = blocks.find((each) => each.key === key);
  if (!block) return [...blocks];
  const rest = blocks.filter((each) => each !== block);
  return [...rest.slice(0, Math.max(0, to)), block, ...rest.slice(Math.max(0, to))];
}

/** What a block holds, in a few words. */
export function summaryOf(block: Block, values: Values | undefined, chinese: boolean): string {
  const label = (path: string, among: readonly Value[] | undefined) => among?.find((each) => each.path === path)?.label ?? path;
  switch (block.type) {
    case "title":
    case "text":
    case "footer":
      return (chinese ? block.zh || block.en : block.en || block.zh).replaceAll(/\{\{\s*(?:record\.)?([\w.]+)\s*\}\}/g, (_all, path: string) => `[${label(path, path.includes(".") ? [...(values?.values ?? []), ...(values?.others ?? [])] : values?.values)}]`);
    case "fields":
      return block.fields.map((path) => label(path, values?.values)).join(chinese ? "、" : ", ");
    case "lines": {
      const relation = values?.relations.find((each) => each.object === block.object);
      const names = block.columns.map((path) => label(path, relation?.values)).join(chinese ? "、" : ", ");
      return [relation?.label ?? block.object, names].filter(Boolean).join(chinese ? "：" : ": ");
    }
    case "words":
    case "code":
      return block.field ? label(block.field, values?.values) : "";
    case "signature":
      return (chinese ? [block.left_zh, block.right_zh] : [block.left_en, block.right_en]).filter(Boolean).join(" / ");
    case "space":
      return `${block.mm} mm`;
    default:
      return "";
  }
}
