/** The name of a value by its path, with the group before it when it is not the record's. Pure. */
import type { ValueOption } from "../document/scope";

export function inLanguageOfPath(path: string, options: readonly ValueOption[]): string {
  const found = options.find((option) => option.path === path);
  if (!found) return path;
  return path.startsWith("steps.") || path.startsWith("item.") ? `${found.group} › ${found.label}` : found.label;
}
