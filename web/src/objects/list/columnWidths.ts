/** How wide this person dragged the columns, kept in the browser. */
const key = (object: string) => `magpie.widths.${object}`;

export function storedWidths(object: string): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(key(object)) ?? "{}") as Record<string, number>;
  } catch {
    return {};
  }
}

export function storeWidth(object: string, field: string, width: number): void {
  localStorage.setItem(key(object), JSON.stringify({ ...storedWidths(object), [field]: Math.round(width) }));
}
