/**
 * Every call to the server goes through `request`. It sends the CSRF token, turns problem documents into `Problem`, and does by itself
 * what needs a person: asks the questions of a gate, or waits for a new sign-in when the session ended, and then repeats the same call,
 * so that nothing typed is lost. The dialogs register themselves through `attend`.
 */
import { Cancelled, Offline, Problem, SentForApproval } from "./problem";
import { AWAY_STATUSES, noteReached } from "./reach";
import { fetchTogether, maySharePath } from "./together";
import type { ProblemDocument, Question } from "./types";

export type QueryValue = string | number | boolean | null | undefined | object;

export interface RequestOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  signal?: AbortSignal;
  /** Show "saved, undo?" with this sentence when the server names an operation. */
  undo?: string;
  /** To gates, given beforehand for everything that the call does. */
  answers?: Record<string, string>;
  /** Fail at once when nobody is signed in, in place of asking. */
  quietWhenSignedOut?: boolean;
}

/** What the pages do for the client; set once by the shell. */
export interface Attendant {
  answer(questions: Question[]): Promise<Record<string, string> | null>;
  signIn(): Promise<void>;
  offerUndo(operation: string, sentence: string): void;
  /** What gates remarked in passing. */
  remark(texts: string[]): void;
  /** It was not done but sent to others, who must agree first. */
  sent(approval: number, sentence: string): void;
}

let language = "en";

export const requestLanguage = (): string => language;

/** In which language the server shall answer while nobody is signed in. */
export function setRequestLanguage(next: string): void {
  language = next;
}

const attendants: Partial<Attendant> = {};

export function attend(part: Partial<Attendant>): () => void {
  Object.assign(attendants, part);
  return () => {
    for (const key of Object.keys(part) as (keyof Attendant)[]) {
      if (attendants[key] === part[key]) Reflect.deleteProperty(attendants, key);
    }
  };
}

export function cookie(name: string): string | null {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
}

/** `/api/x?a=1`: objects become JSON, empty values are left out. */
export function address(path: string, query: Record<string, QueryValue> = {}): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    parameters.set(key, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: ProblemDocument = { type: `status-${response.status}`, title: response.statusText || String(response.status), status: response.status };
  try {
    const document = (await response.json()) as Partial<ProblemDocument>;
    return new Problem({ ...fallback, ...document, status: response.status });
  } catch {
    return new Problem(fallback);
  }
}

async function send(method: string, path: string, options: RequestOptions, answers: Record<string, string> | null): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language };
  let body: BodyInit | undefined;
  if (options.body instanceof FormData) body = options.body;
  else if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(options.body);
  }
  if (method !== "GET") headers["X-CSRFToken"] = cookie("csrftoken") ?? "";
  if (answers) headers["Magpie-Answers"] = encodeURIComponent(JSON.stringify(answers));
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = body;
  if (options.signal) init.signal = options.signal;
  return reach(address(path, options.query), init);
}

declare global {
  interface Window {
    /** Answers that the page itself asked for while its scripts were on their way (magpie/platform/http/early.py). */
    magpieEarly?: Map<string, Promise<Response | null>>;
  }
}

const EARLY_MS = 10_000;

/** The answer that was asked for before the scripts came: each is given once, and only while it is fresh. */
async function early(method: string, path: string): Promise<Response | null> {
  const asked = method === "GET" ? window.magpieEarly?.get(path) : undefined;
  if (!asked) return null;
  window.magpieEarly?.delete(path);
  const answer = performance.now() < EARLY_MS ? await asked : null;
  return answer?.ok ? answer : null;
}

/** A plain question may travel with others; all else goes alone. */
function fetchOwn(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  const isPlain = (init.method ?? "GET") === "GET" && !headers.has("Magpie-Answers") && maySharePath(path);
  return isPlain ? fetchTogether(path, headers.get("Accept-Language") ?? language, init.signal ?? null) : fetch(path, { ...init, credentials: "same-origin" });
}

/** Fetch from our own server, and note whether it could be reached; Offline if not. */
export async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    const response = (await early(init.method ?? "GET", path)) ?? (await fetchOwn(path, init));
    noteReached(!AWAY_STATUSES.has(response.status));
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    noteReached(false);
    throw new Offline("offline");
  }
}

let signingIn: Promise<void> | null = null;

/** One sign-in dialog at a time, however many calls wait for it. */
function signInAgain(): Promise<void> {
  signingIn ??= (attendants.signIn?.() ?? Promise.reject(new Cancelled())).finally(() => {
    signingIn = null;
  });
  return signingIn;
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  let answers: Record<string, string> | null = options.answers ?? null;
  for (;;) {
    const response = await send(method, path, options, answers);
    if (response.ok) {
      const operation = response.headers.get("Magpie-Operation");
      if (operation && options.undo !== undefined) attendants.offerUndo?.(operation, options.undo);
      const remarks = response.headers.get("Magpie-Remarks");
      if (remarks) attendants.remark?.(JSON.parse(decodeURIComponent(remarks)) as string[]);
      if (response.status === 204) return undefined as T;
      return (await response.json()) as T;
    }
    const problem = await problemOf(response);
    if (response.status === 401 && !options.quietWhenSignedOut && attendants.signIn) {
      await signInAgain();
      continue;
    }
    if (problem.kind === "question" && problem.document.questions && attendants.answer) {
      const given: Record<string, string> | null = await attendants.answer(problem.document.questions);
      if (!given) throw new Cancelled();
      answers = Object.assign({}, answers, given);
      continue;
    }
    if (problem.kind === "sent-for-approval" && attendants.sent) {
      attendants.sent(problem.document.approval ?? 0, problem.message);
      throw new SentForApproval();
    }
    throw problem;
  }
}

export const get = <T>(path: string, query?: Record<string, QueryValue>, signal?: AbortSignal): Promise<T> =>
  request<T>("GET", path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });
export const post = <T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> => request<T>("POST", path, { ...options, body: body ?? {} });
export const patch = <T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> => request<T>("PATCH", path, { ...options, body });
export const put = <T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> => request<T>("PUT", path, { ...options, body });
export const remove = (path: string, options: RequestOptions = {}): Promise<void> => request("DELETE", path, options);
