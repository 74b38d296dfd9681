/** How long until a moment, in the two largest units that matter: a key of the texts and its numbers. Pure. */
export interface Left {
  key: "days" | "hours" | "minutes" | "now";
  values: Record<string, number>;
}

export function timeLeft(until: string, now: number): Left {
  const seconds = Math.floor((Date.parse(until) - now) / 1000);
  if (!(seconds > 0)) return { key: "now", values: {} };
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return { key: "days", values: { days: Math.floor(hours / 24), hours: hours % 24 } };
  if (hours > 0) return { key: "hours", values: { hours, minutes: minutes % 60 } };
  return { key: "minutes", values: { minutes, seconds: seconds % 60 } };
}
