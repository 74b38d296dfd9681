/**
 * Calls that are made in the same moment travel as one request, and what has come by then is given out together: a record's page asks some
 * twenty things at once, and would be drawn anew for each answer. The server answers each as soon as it has it (magpie/platform/http/together.py).
 */

interface Waiting {
  path: string;
  language: string;
  signal: AbortSignal | null;
  resolve: (response: Response) => void;
  reject: (error: unknown) => void;
}

const LONGEST_ADDRESS = 6_000;
const MOST_CALLS = 40;
/** For how long answers are held back so that several are shown at once, in milliseconds. */
const HELD = 40;

let waiting: Waiting[] = [];

/** Counting may take seconds, and the objects are kept by the browser: those travel alone. */
const ALONE = /^\/api\/(objects$|together|[^?]+\/summary(\?|$))/;

export const maySharePath = (path: string): boolean => path.startsWith("/api/") && !ALONE.test(path) && path.length < LONGEST_ADDRESS / 3;

/** GET at this address; like `fetch`, it fails with a TypeError when the server cannot be reached, with an AbortError when called off. */
export function fetchTogether(path: string, language: string, signal: AbortSignal | null): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(calledOff());
      return;
    }
    const call = { path, language, signal, resolve, reject };
    signal?.addEventListener("abort", () => reject(calledOff()), { once: true });
    waiting.push(call);
    if (waiting.length === 1) setTimeout(sendAll);
  });
}

const calledOff = () => new DOMException("The call was called off.", "AbortError");

function sendAll(): void {
  const calls = waiting.filter((call) => !call.signal?.aborted);
  waiting = [];
  let group: Waiting[] = [];
  let length = 0;
  for (const call of calls) {
    const own = encodeURIComponent(call.path).length + 6;
    if (group.length === MOST_CALLS || (group[0] && (group[0].language !== call.language || length + own > LONGEST_ADDRESS))) {
      void send(group);
      group = [];
      length = 0;
    }
    group.push(call);
    length += own;
  }
  if (group.length > 0) void send(group);
}

async function send(calls: readonly Waiting[]): Promise<void> {
  const [first] = calls;
  if (!first) return;
  const init: RequestInit = { headers: { Accept: "application/json", "Accept-Language": first.language }, credentials: "same-origin" };
  const left = new Set(calls);
  const whole = new AbortController();
  for (const call of calls) {
    call.signal?.addEventListener("abort", () => {
      left.delete(call);
      if (left.size === 0) whole.abort();
    });
  }
  init.signal = whole.signal;
  try {
    if (calls.length === 1) {
      first.resolve(await fetch(first.path, init));
      left.clear();
      return;
    }
    const response = await fetch(`/api/together?${new URLSearchParams(calls.map((call) => ["call", call.path])).toString()}`, init);
    if (response.ok) await giveOut(response, calls, left);
    else {
      const text = await response.text();
      calls.forEach((call) => call.resolve(new Response(text, response)));
      left.clear();
    }
    if (left.size > 0) throw new TypeError("The answer was cut off.");
  } catch (error) {
    left.forEach((call) => call.reject(error));
  }
}

/** Gives each call its answer; what comes within a moment is given out at once. */
async function giveOut(response: Response, calls: readonly Waiting[], left: Set<Waiting>): Promise<void> {
  let begun = "";
  let found: [Waiting, Response][] = [];
  let given = performance.now();
  const give = () => {
    for (const [call, answer] of found) {
      left.delete(call);
      call.resolve(answer);
    }
    found = [];
    given = performance.now();
  };
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const lines = (begun + part.value).split("\n");
    const whole = (lines.length - 1) & ~1; // head and body of those that have come wholly
    for (let at = 0; at < whole; at += 2) {
      const [number, status] = (lines[at] ?? "").split(" ").map(Number);
      const call = calls[number ?? -1];
      if (call) found.push([call, new Response(lines[at + 1], { status: status ?? 500, headers: { "Content-Type": "application/json" } })]);
    }
    begun = lines.slice(whole).join("\n");
    if (performance.now() - given > HELD) give();
  }
  give();
}
