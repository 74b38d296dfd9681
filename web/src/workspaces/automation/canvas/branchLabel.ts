/** The name of a branch in a few words: a person's title, else yes and no, the values of a case, its share. Pure. */
import { inLanguage } from "../document/scope";
import type { BranchOf } from "../document/tree";
import type { Block } from "../document/types";

type Translate = (key: string, values?: Record<string, unknown>) => string;

export function branchLabelOf(block: Block, branch: BranchOf, language: string, texts: Readonly<Record<string, string>>, t: Translate, valueOf: (field: string, value: unknown) => string): string {
  const said = inLanguage(branch.title, language);
  if (said) return said;
  const drawn = texts[`${block.id}:${branch.key}`];
  if (drawn) return drawn;
  const word = (key: string, values: Record<string, unknown> = {}) => t(`automation.branch.${key}`, values);
  if (branch.word === "else" && (block.else_if?.length ?? 0) > 0) return word("otherwise");
  if (branch.word === "case") {
    const each = block.switch?.cases[branch.index];
    if (each?.percent) return `${each.percent} %`;
    if (each?.values?.length) return each.values.map((value) => valueOf(block.switch?.field ?? "", value)).join(", ");
    return word("case", { number: branch.index + 1 });
  }
  return word(branch.word, { number: branch.index + 1 });
}
