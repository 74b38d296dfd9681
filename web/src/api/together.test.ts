import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fetchTogether, maySharePath } from "./together";

/** The server, of which one says what it answers to each request. */
let asked: string[];
let answer: (address: string, init: RequestInit) => Promise<Response>;

const encoder = new TextEncoder();
const pieces = (...texts: string[]) =>
  new Response(
    new ReadableStream({
      start(controller) {
        texts.forEach((text) => controller.enqueue(encoder.encode(text)));
        controller.close();
      },
    }),
  );
const callsOf = (address: string) => new URL(address, "http://here").searchParams.getAll("call");
const told = async (path: string) => {
  const response = await fetchTogether(path, "en", null);
  return [response.status, await response.json()] as const;
};

describe("calls of one moment", () => {
  beforeEach(() => {
    asked = [];
    vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
      asked.push(address);
      return answer(address, init);
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("travel as one, and each gets its own answer, however the bytes are cut", async () => {
    answer = () => Promise.resolve(pieces('0 20', '0\n{"a":"华', '东"}\n2 404\n{"type":"not-found"}', '\n1 200\n[1,', '2]\n'));
    expect(await Promise.all([told("/api/a"), told("/api/b?x=1&y=é"), told("/api/c")])).toEqual([
      [200, { a: "华东" }],
      [200, [1, 2]],
      [404, { type: "not-found" }],
    ]);
    expect(asked.map(callsOf)).toEqual([["/api/a", "/api/b?x=1&y=é", "/api/c"]]);
  });

  it("go alone if there is one, and in groups if there are many", async () => {
    answer = (address) => Promise.resolve(address.startsWith("/api/together") ? pieces(...callsOf(address).map((_, at) => `${at} 200\n0\n`)) : new Response("1"));
    expect(await told("/api/a")).toEqual([200, 1]);
    const many = Array.from({ length: 41 }, (_, at) => told(`/api/many/${at}`));
    expect((await Promise.all(many)).map(([, body]) => body)).toEqual([...Array<number>(40).fill(0), 1]);
    expect(asked.map((each) => callsOf(each).length)).toEqual([0, 40, 0]);
  });

  it("fail together when the server is away, and the rest fails when the answer breaks off", async () => {
    answer = () => Promise.reject(new TypeError("away"));
    expect((await Promise.allSettled([told("/api/a"), told("/api/b")])).map((each) => each.status)).toEqual(["rejected", "rejected"]);
    answer = () => Promise.resolve(pieces("0 200\n7\n1 20"));
    const [first, second] = await Promise.allSettled([told("/api/a"), told("/api/b")]);
    expect(first).toEqual({ status: "fulfilled", value: [200, 7] });
    expect(second).toMatchObject({ status: "rejected", reason: new TypeError("The answer was cut off.") });
  });

  it("get the refusal of the whole, as when nobody is signed in", async () => {
    answer = () => Promise.resolve(new Response('{"type":"not-signed-in"}', { status: 401 }));
    expect(await Promise.all([told("/api/a"), told("/api/b")])).toEqual([
      [401, { type: "not-signed-in" }],
      [401, { type: "not-signed-in" }],
    ]);
  });

  it("are called off one by one, and the request when none is left", async () => {
    let signal: AbortSignal | null | undefined;
    answer = (_address, init) => {
      signal = init.signal;
      return new Promise((_resolve, reject) => init.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError"))));
    };
    const [one, two] = [new AbortController(), new AbortController()];
    const both = Promise.allSettled([fetchTogether("/api/a", "en", one.signal), fetchTogether("/api/b", "en", two.signal)]);
    await vi.waitFor(() => expect(signal).toBeDefined());
    one.abort();
    expect(signal?.aborted).toBe(false);
    two.abort();
    expect(signal?.aborted).toBe(true);
    expect((await both).map((each) => each.status === "rejected" && (each.reason as DOMException).name)).toEqual(["AbortError", "AbortError"]);
  });

  it("leave out what takes long, what the browser keeps, and what is no call", () => {
    const paths = ["/api/leads/5", "/api/leads/summary?group_by=status", "/api/objects", "/api/objects/lead/sections", "/assets/x.js", "/api/together?call=x"];
    expect(paths.filter(maySharePath)).toEqual(["/api/leads/5", "/api/objects/lead/sections"]);
  });
});
