/** A value as it stands in a text input, and what was typed as a value: `{"secret": "erp"}` is written `{{ secrets.erp }}`. Pure. */
export function inputText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object" && "secret" in value) return `{{ secrets.${String(value.secret)} }}`;
  if (typeof value === "object" && "from" in value) return `{{ ${String(value.from)} }}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What an input of any JSON holds: the value that was typed, or the text if it is none. */
export function jsonOf(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
