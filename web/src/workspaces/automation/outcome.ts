/** What a condition or a wait came to: `then`, `else`, `time`, `event` …; null for other steps. Pure. */
export function outcomeOf(output: unknown): string | null {
  if (typeof output !== "object" || output === null) return null;
  const { branch, outcome, skipped } = output as { branch?: unknown; outcome?: unknown; skipped?: unknown };
  if (skipped === true) return "skipped";
  const found = branch ?? outcome;
  return typeof found === "string" ? found : null;
}
