/** Hours as a key of the texts and its numbers: days and hours, hours, or minutes. Pure. */
export function durationOf(hours: number): { key: "days" | "hours" | "minutes"; values: Record<string, number> } {
  const minutes = Math.max(1, Math.round(hours * 60));
  if (minutes < 60) return { key: "minutes", values: { minutes } };
  const whole = Math.floor(minutes / 60);
  if (whole < 24) return { key: "hours", values: { hours: Math.round((minutes / 60) * 10) / 10 } };
  return { key: "days", values: { days: Math.floor(whole / 24), hours: whole % 24 } };
}
