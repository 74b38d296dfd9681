/** Two values side by side as the places in which they differ (`ask.due.days`: 2, 3). Pure. */
export interface Leaf {
  path: string;
  before: unknown;
  after: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export function leaves(before: unknown, after: unknown, path = ""): Leaf[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => leaves(before[name], after[name], path ? `${path}.${name}` : name));
}
