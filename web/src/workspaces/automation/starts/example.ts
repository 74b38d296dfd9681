/** An example of a call to a webhook, made from what its trigger looks for. */

const SAMPLES: [RegExp, unknown][] = [
  [/e?mail/i, "li.wei@example.com"],
  [/phone|tel|mobile/i, "+86 138 0000 0000"],
  [/amount|sum|price|budget|count|number/i, 1200],
  [/date|_on$|_at$/i, "2026-11-30"],
  [/company|account/i, "Acme"],
  [/name/i, "Li Wei"],
];

const sampleOf = (path: string): unknown => SAMPLES.find(([pattern]) => pattern.test(path))?.[1] ?? "…";

/** The places of the body that the trigger reads: those of `find`, and `trigger.body.x` in texts and references of `values`. */
export function pathsOf(find: Record<string, unknown>, values: unknown): string[] {
  const named = [...JSON.stringify(values ?? {}).matchAll(/trigger\.body\.([A-Za-z_][\w.]*\w|[A-Za-z_])/g)].map((found) => found[1] ?? "");
  return [...new Set([...Object.values(find).filter((path): path is string => typeof path === "string" && path !== ""), ...named])];
}

/** A body that has something at each place: "contact.email" → {"contact": {"email": …}}. */
export function bodyOf(paths: readonly string[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const path of paths) {
    const parts = path.split(".");
    let at = body;
    for (const part of parts.slice(0, -1)) {
      const next = at[part];
      if (typeof next === "object" && next !== null) at = next as Record<string, unknown>;
      else {
        const made: Record<string, unknown> = {};
        at[part] = made;
        at = made;
      }
    }
    const last = parts.at(-1) ?? "";
    if (typeof at[last] !== "object") at[last] = sampleOf(path);
  }
  return body;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** For a shell. */
export function curlOf(url: string, body: Record<string, unknown>): string {
  return [`curl -X POST ${quoted(url)}`, `  -H ${quoted("Content-Type: application/json")}`, `  -d ${quoted(JSON.stringify(body))}`].join(" \\\n");
}
