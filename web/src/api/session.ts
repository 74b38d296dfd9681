/** Who is signed in, and signing in and out (allauth headless). The session itself is a cookie that scripts cannot read. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { cookie, patch, reach, request, requestLanguage } from "./client";
import { Problem } from "./problem";
import type { Me } from "./types";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => request<Me>("GET", "/api/me", { quietWhenSignedOut: true }),
  staleTime: 60_000,
  retry: false,
});

/** The signed-in user; only inside the shell, which has made sure that there is one. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function changeMe(values: Partial<Pick<Me, "language" | "time_zone" | "name">>): Promise<Me> {
  return patch<Me>("/api/me", values);
}

interface AllauthAnswer {
  status: number;
  data?: { flows?: { id: string; is_pending?: boolean }[] };
  errors?: { message: string; param?: string }[];
}

const base = "/_allauth/browser/v1";

async function allauth(method: string, path: string, body?: unknown): Promise<AllauthAnswer> {
  if (method !== "GET" && !cookie("csrftoken")) await reach(`${base}/config`, {});
  const response = await reach(`${base}${path}`, {
    method,
    headers: { Accept: "application/json", "Accept-Language": requestLanguage(), "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") ?? "" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  try {
    return { ...((await response.json()) as AllauthAnswer), status: response.status };
  } catch {
    return { status: response.status };
  }
}

export type SignInOutcome = "signed-in" | "code-needed";

function outcome(answer: AllauthAnswer): SignInOutcome {
  if (answer.status === 200 || answer.status === 409) return "signed-in";
  if (answer.status === 401 && answer.data?.flows?.some((flow) => flow.id === "mfa_authenticate" && flow.is_pending)) return "code-needed";
  const sentence = answer.errors?.[0]?.message ?? "";
  throw new Problem({ type: "sign-in", title: sentence, detail: sentence, status: answer.status });
}

/** Sign in with a user name or an e-mail address. Throws a Problem with the server's sentence. */
export async function signIn(user: string, password: string): Promise<SignInOutcome> {
  return outcome(await allauth("POST", "/auth/login", user.includes("@") ? { email: user, password } : { username: user, password }));
}

export async function confirmCode(code: string): Promise<SignInOutcome> {
  return outcome(await allauth("POST", "/auth/2fa/authenticate", { code }));
}

/** Throws where the server could not end the session; 401 is its answer that nobody is signed in any more. */
export async function signOut(): Promise<void> {
  const { status } = await allauth("DELETE", "/auth/session");
  if (status >= 500) throw new Problem({ type: "sign-out", title: "", status });
}
